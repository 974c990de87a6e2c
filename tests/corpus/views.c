/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs the program under test on a case in one build, and reads the views of the database that it leaves.
 */
#include "corpus.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SECONDS_PER_RUN = 60 };

struct run {
    const struct settings *settings;
    const struct test_case *test;
    const struct build *build;
    const char *folder; /* of this case's outputs */
    struct verdicts *verdicts;
    struct arena *arena;
};

static void fail(const struct run *run, const char *why)
{
    *array_push(&run->verdicts->failures, run->arena) =
        arena_format(run->arena, "%s: cannot be run: %s", run->test->shown, why);
}

static void make_folders(const char *path)
{
    char *copy = strdup(path);
    for (char *slash = copy ? strchr(copy + 1, '/') : NULL; slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(copy, 0777);
        *slash = '/';
    }
    mkdir(path, 0777);
    free(copy);
}

/* ---- the program under test ---- */

struct words {
    ARRAY(const char *) items;
};

static struct words check_words(const struct run *run)
{
    struct words words = {0};
    const char *const first[] = {run->settings->sigvet, "check", "-p", run->folder, "--db",
                                 arena_format(run->arena, "%s/sigvet.db", run->folder), "--quiet"};
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        *array_push(&words.items, run->arena) = first[i];
    if (!run->build->compiled)
        for (size_t i = 0; i < 2; i++)
            *array_push(&words.items, run->arena) = i ? "source" : "--view";
    for (const char *const *option = run->test->options; *option; option++)
        *array_push(&words.items, run->arena) = *option;
    return words;
}

static struct words verify_words(const struct run *run)
{
    struct words words = {0};
    const char *const all[] = {run->settings->sigvet, "verify", "--objects", "--quiet",
                               arena_format(run->arena, "%s/sigvet.db", run->folder)};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        *array_push(&words.items, run->arena) = all[i];
    return words;
}

static void become_sigvet(const struct run *run, struct words words, const char *output)
{
    *array_push(&words.items, run->arena) = NULL;
    int file = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0 || dup2(file, STDOUT_FILENO) < 0 || dup2(file, STDERR_FILENO) < 0 ||
        chdir(run->test->directory) != 0)
        _exit(127);
    alarm(SECONDS_PER_RUN);
    execv(words.items.items[0], (char *const *)words.items.items);
    _exit(127);
}

/* What the program said, in one line, its last. */
static const char *last_line(const struct run *run, const char *output)
{
    const char *said = text_read_file(output, NULL, run->arena);
    if (!said || !*said)
        return "it said nothing";
    size_t length = strlen(said);
    while (length && said[length - 1] == '\n')
        length--;
    size_t from = length;
    while (from && said[from - 1] != '\n')
        from--;
    return arena_copy(said + from, length - from, run->arena);
}

static bool run_sigvet(const struct run *run, struct words words, const char *file, int *code)
{
    const char *output = arena_format(run->arena, "%s/%s", run->folder, file);
    pid_t child = fork();
    if (child == 0)
        become_sigvet(run, words, output);
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child) {
        fail(run, strerror(errno));
        return false;
    }
    *code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    if (*code == 0 || *code == 1)
        return true;
    const char *how = WIFSIGNALED(status) ? arena_format(run->arena, "ended by signal %d", WTERMSIG(status))
                                          : arena_format(run->arena, "exit %d", *code);
    fail(run, arena_format(run->arena, "%s: %s", how, last_line(run, output)));
    return false;
}

/* ---- the views ---- */

/* What a row of a view becomes; columns are in the order of the query. */
typedef void take_row(const struct run *run, sqlite3_stmt *row, struct views *views);

static const char *text_of(const struct run *run, sqlite3_stmt *row, int column)
{
    const unsigned char *text = sqlite3_column_text(row, column);
    return arena_text(text ? (const char *)text : "", run->arena);
}

static struct row *add_place(const struct run *run, sqlite3_stmt *from, struct rows *rows)
{
    const char *file = text_of(run, from, 0);
    size_t length = strlen(run->test->directory);
    if (strncmp(file, run->test->directory, length) == 0 && file[length] == '/')
        file += length + 1;
    struct row *row = array_push(&rows->items, run->arena);
    *row = (struct row){.file = file,
                        .line = (uint32_t)sqlite3_column_int64(from, 1),
                        .what = text_of(run, from, 2),
                        .chain = "",
                        .callee = "",
                        .cause = "",
                        .verdict = ""};
    return row;
}

static void take_finding(const struct run *run, sqlite3_stmt *from, struct views *views)
{
    struct row *row = add_place(run, from, &views->findings);
    row->chain = text_of(run, from, 3);
    row->callee = text_of(run, from, 4);
    row->cause = text_of(run, from, 5);
}

/* A gap of a whole file has no line: annotations have it on the first. One of the whole run has no file, and no place for
 * an annotation. */
static void take_gap(const struct run *run, sqlite3_stmt *from, struct views *views)
{
    if (!*text_of(run, from, 0))
        return;
    struct row *row = add_place(run, from, &views->gaps);
    if (!row->line)
        row->line = 1;
}

static void take_call(const struct run *run, sqlite3_stmt *from, struct views *views)
{
    *array_push(&views->calls.items, run->arena) = (struct row){
        .file = "graph.expected", .what = text_of(run, from, 0), .chain = "", .verdict = ""};
}

/* In the order in which annotations have them: SIGHUP before SIGINT, real-time ones behind, unknown last. */
static int signal_rank(const char *name)
{
    for (int number = 1; number < 32; number++) {
        const char *known = sigabbrev_np(number);
        if (known && text_starts(name, "SIG") && strcmp(name + 3, known) == 0)
            return number;
    }
    if (text_starts(name, "SIGRTMIN"))
        return 1000 + atoi(name + strlen("SIGRTMIN"));
    if (text_starts(name, "SIGRTMAX"))
        return 2000 + atoi(name + strlen("SIGRTMAX"));
    return strcmp(name, "unknown") == 0 ? 3000 : atoi(name + strcspn(name, "0123456789"));
}

/* Adds a signal to "SIGHUP,SIGINT" where it belongs. */
static const char *insert_signal(const struct run *run, const char *signals, const char *name)
{
    struct text text = {.arena = run->arena};
    bool placed = false;
    for (const char *at = signals; *at; at += strspn(at, ",")) {
        const char *other = arena_copy(at, strcspn(at, ","), run->arena);
        at += strlen(other);
        if (strcmp(other, name) == 0)
            return signals;
        if (!placed && signal_rank(name) < signal_rank(other)) {
            text_format(&text, "%s%s", text.length ? "," : "", name);
            placed = true;
        }
        text_format(&text, "%s%s", text.length ? "," : "", other);
    }
    if (!placed)
        text_format(&text, "%s%s", text.length ? "," : "", name);
    return text_get(&text);
}

/* Rows come by handler and place: one more signal of the row before, or a new one. */
static void take_registration(const struct run *run, sqlite3_stmt *from, struct views *views)
{
    bool again = sqlite3_column_int(from, 5);
    struct row *row = again ? array_last(&views->handlers.items) : add_place(run, from, &views->handlers);
    row->verdict = text_of(run, from, 3);
    row->chain = insert_signal(run, row->chain, text_of(run, from, 4));
}

static void take_worst(const struct run *run, sqlite3_stmt *from, struct views *views)
{
    (void)run;
    views->unsafe = sqlite3_column_int(from, 0);
    views->proved = sqlite3_column_int(from, 1);
}

static const struct query {
    const char *sql;
    take_row *take;
} queries[] = {
    /* What stands in a header from elsewhere is taken where the case's code goes there. */
    {"SELECT coalesce(s.file, f.file) AS file, coalesce(s.line, f.line) AS line, rule, chain, callee, cause "
     "FROM findings f LEFT JOIN steps s ON s.finding_id = f.id AND substr(f.file, 1, length(?1)) <> ?1 AND s.number = "
     "(SELECT max(number) FROM steps WHERE finding_id = f.id AND substr(file, 1, length(?1)) = ?1) ORDER BY file, line",
     take_finding},
    {"SELECT r.file, r.line, r.handler, h.verdict, r.signal, lag(r.handler_id) OVER same IS r.handler_id "
     "AND lag(r.file) OVER same IS r.file AND lag(r.line) OVER same IS r.line "
     "FROM registrations r JOIN handlers h ON h.handler_id = r.handler_id "
     "WINDOW same AS (ORDER BY r.handler_id, r.file, r.line, r.signal) ORDER BY r.handler_id, r.file, r.line, r.signal",
     take_registration},
    {"SELECT DISTINCT file, line, kind FROM gaps ORDER BY file, line", take_gap},
    {"SELECT DISTINCT caller || ' > ' || callee || ' ' || kind AS edge FROM calls ORDER BY edge", take_call},
    {"SELECT total(verdict = 'unsafe') > 0, total(verdict = 'proved') > 0 FROM handlers", take_worst},
};

static bool read_view(const struct run *run, sqlite3 *database, const struct query *query, struct views *views)
{
    sqlite3_stmt *statement = NULL;
    int state = sqlite3_prepare_v2(database, query->sql, -1, &statement, NULL);
    const char *inside = arena_format(run->arena, "%s/", run->test->directory);
    if (state == SQLITE_OK && sqlite3_bind_parameter_count(statement))
        state = sqlite3_bind_text(statement, 1, inside, -1, SQLITE_TRANSIENT);
    while (state == SQLITE_OK || state == SQLITE_ROW) {
        state = sqlite3_step(statement);
        if (state == SQLITE_ROW)
            query->take(run, statement, views);
    }
    sqlite3_finalize(statement);
    if (state != SQLITE_DONE)
        fail(run, arena_text(sqlite3_errmsg(database), run->arena));
    return state == SQLITE_DONE;
}

static bool read_views(const struct run *run, struct views *views)
{
    sqlite3 *database = NULL;
    const char *path = arena_format(run->arena, "%s/sigvet.db", run->folder);
    bool fine = sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK;
    if (!fine)
        fail(run, "it left no database");
    for (size_t i = 0; fine && i < sizeof queries / sizeof *queries; i++)
        fine = read_view(run, database, &queries[i], views);
    sqlite3_close(database);
    return fine;
}

/* The label as the name of a folder. */
static const char *folder_of(const struct settings *settings, const struct test_case *test, const struct build *build,
                             struct arena *arena)
{
    char *name = arena_text(build->label, arena);
    for (char *at = name; *at; at++)
        if (*at == ' ' || *at == '/')
            *at = '_';
    return arena_format(arena, "%s/%s/%s", settings->work, test->name, name);
}

/* Objects, where there are any, and the compilation database. */
static bool prepare(const struct run *run)
{
    make_folders(run->folder);
    unlink(arena_format(run->arena, "%s/sigvet.db", run->folder));
    const char *wrong = NULL;
    if (!run->test->sources.count)
        wrong = "no .c file in it";
    else if (!database_write(run->test, run->build, run->folder, run->arena))
        wrong = "cannot write its compile_commands.json";
    else if (run->build->compiled)
        wrong = case_compile(run->test, run->build, run->folder, run->arena);
    if (wrong)
        fail(run, wrong);
    return !wrong;
}

bool views_make(const struct settings *settings, const struct test_case *test, const struct build *build,
                struct views *views, struct verdicts *verdicts, struct arena *arena)
{
    struct run run = {.settings = settings,
                      .test = test,
                      .build = build,
                      .folder = folder_of(settings, test, build, arena),
                      .verdicts = verdicts,
                      .arena = arena};
    int code = 0;
    if (!prepare(&run) || !run_sigvet(&run, check_words(&run), "output", &code) || !read_views(&run, views))
        return false;
    int held = 0;
    if (views->proved && run_sigvet(&run, verify_words(&run), "verified", &held) && held)
        *array_push(&verdicts->failures, arena) =
            arena_format(arena, "%s: a certificate does not hold: %s/verified", test->shown, run.folder);
    if (code != views->unsafe)
        *array_push(&verdicts->failures, arena) =
            arena_format(arena, "%s: expected exit %d, got %d", test->shown, views->unsafe, code);
    return true;
}
