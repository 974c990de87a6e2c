/* SPDX-License-Identifier: Apache-2.0
 *
 * Made-up facts and judgements, and a database in a temporary folder.
 */
#include "store/sample.h"
#include "base/text.h"
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int sample_start(void **state)
{
    struct arena *arena = arena_new();
    struct sample *sample = arena_alloc(sizeof *sample, arena);
    char *folder = arena_text("/tmp/sigvet-test-XXXXXX", arena);
    if (!mkdtemp(folder))
        abort();
    *sample = (struct sample){.arena = arena, .names = intern_new(arena), .folder = folder};
    sample->database = text_path(folder, "sigvet.db", arena);
    sample->source = text_path(folder, "main.c", arena);
    sample->header = text_path(folder, "main.h", arena);
    write_aged(sample->source, "int main;\n", 3600);
    write_aged(sample->header, "int header;\n", 3600);
    *state = sample;
    return 0;
}

int sample_end(void **state)
{
    struct sample *sample = *state;
    int code = system(arena_format(sample->arena, "rm -rf %s", sample->folder));
    arena_free(sample->arena);
    return code;
}

void write_aged(const char *path, const char *content, int seconds)
{
    FILE *file = fopen(path, "we");
    struct timespec times[2];
    clock_gettime(CLOCK_REALTIME, &times[0]);
    times[0].tv_sec -= seconds;
    times[1] = times[0];
    if (!file || fputs(content, file) < 0 || fclose(file) != 0 || utimensat(AT_FDCWD, path, times, 0) != 0)
        abort();
}

/* A name that is its own for each column and row. */
static name_id made(struct sample *sample, const char *column, uint32_t row)
{
    return row % 7 == 6 ? 0 : intern_format(sample->names, "%s %u", column, row);
}

static struct place place_of(struct sample *sample, uint32_t row)
{
    return (struct place){intern_text(sample->names, sample->source), row + 1, row % 80};
}

static void add_row(struct sample *sample, struct facts *facts, uint32_t i, uint32_t scale)
{
    struct arena *arena = sample->arena;
    uint32_t other = (i * 7 + 3) % scale, maybe = i % 3 ? other : NONE;
    *array_push(&facts->functions, arena) = (struct function){made(sample, "name", i),
                                                              made(sample, "linker", i),
                                                              made(sample, "type", i % 5),
                                                              made(sample, "attribute", i),
                                                              made(sample, "annotation\nof", i),
                                                              made(sample, "alias", i),
                                                              place_of(sample, i),
                                                              i + 9,
                                                              i % 4,
                                                              UINT32_MAX - i,
                                                              i % 3};
    *array_push(&facts->calls, arena) = (struct call){other,
                                                      maybe,
                                                      i % 3 ? NONE : other,
                                                      made(sample, "type", i % 5),
                                                      place_of(sample, i),
                                                      i + 3,
                                                      place_of(sample, i + 5),
                                                      made(sample, "macro", i),
                                                      i % 3,
                                                      i % 8,
                                                      i % 6};
    *array_push(&facts->slots, arena) = (struct slot){i % (SLOT_HANDED + 1),
                                                      other,
                                                      made(sample, "slot", i),
                                                      made(sample, "path", i),
                                                      UINT32_MAX - i,
                                                      other,
                                                      maybe,
                                                      made(sample, "type", i % 5),
                                                      i % 2,
                                                      made(sample, "f,g", i % 3)};
    *array_push(&facts->flows, arena) = (struct flow){i, other, i % 2, maybe, maybe, place_of(sample, i)};
    *array_push(&facts->copies, arena) =
        (struct copy){maybe, i % 5, UINT64_MAX - i, made(sample, "type", i % 5), place_of(sample, i)};
    *array_push(&facts->assemblies, arena) =
        (struct assembly){maybe, place_of(sample, i), made(sample, "\xff asm", i), i % 2};
    *array_push(&facts->gaps, arena) = (struct gap){made(sample, "kind", i % 3), made(sample, "subject", i),
                                                    made(sample, "why", i), place_of(sample, i), maybe};
}

struct facts *sample_facts(struct sample *sample, uint32_t scale)
{
    struct facts *facts = arena_alloc(sizeof *facts, sample->arena);
    facts->names = sample->names;
    for (uint32_t i = 0; i < scale; i++)
        add_row(sample, facts, i, scale);
    *array_push(&facts->inputs, sample->arena) = (struct input){intern_text(sample->names, sample->source)};
    *array_push(&facts->inputs, sample->arena) = (struct input){intern_text(sample->names, sample->header)};
    return facts;
}

static void add_place(struct text *text, const struct intern *names, const struct place *place)
{
    text_format(text, " %s:%u:%u", intern_get(names, place->file), place->line, place->column);
}

#define each(array, item)                                                                                    \
    for (uint32_t i = 0; i < facts->array.count; i++)                                                        \
        for (const typeof(*facts->array.items) *item = &facts->array.items[i]; item; item = NULL)

#define name_text(id) intern_get(names, id)

const char *facts_text(struct sample *sample, const struct facts *facts)
{
    struct text text = {.arena = sample->arena};
    const struct intern *names = facts->names;
    each(functions, f)
    {
        text_format(&text, "function %s %s %s %s %s %s %u %u %u %u", name_text(f->name), name_text(f->linker),
                    name_text(f->type), name_text(f->attributes), name_text(f->annotations),
                    name_text(f->alias), f->end_line, f->parameters, f->flags, f->scope);
        add_place(&text, names, &f->place);
        text_add(&text, "\n");
    }
    each(calls, c)
    {
        text_format(&text, "call %u %u %u %s %u %s %u %u %u", c->caller, c->callee, c->slot,
                    name_text(c->type), c->end_line, name_text(c->macro), c->kind, c->flags, c->arguments);
        add_place(&text, names, &c->place);
        add_place(&text, names, &c->spelled);
        text_add(&text, "\n");
    }
    each(slots, s)
        text_format(&text, "slot %u %u %s %s %u %u %u %s %d\n", s->kind, s->function, name_text(s->name),
                    name_text(s->path), s->index, s->call, s->view, name_text(s->type), s->local);
    each(flows, f)
    {
        text_format(&text, "flow %u %u %u %u %u", f->source, f->target, f->mode, f->function, f->row);
        add_place(&text, names, &f->place);
        text_add(&text, "\n");
    }
    each(copies, c)
    {
        text_format(&text, "copy %u %u %lu %s", c->function, c->kind, (unsigned long)c->bytes,
                    name_text(c->type));
        add_place(&text, names, &c->place);
        text_add(&text, "\n");
    }
    each(assemblies, a)
    {
        text_format(&text, "assembly %u %s %d", a->function, name_text(a->text), a->may_call);
        add_place(&text, names, &a->place);
        text_add(&text, "\n");
    }
    each(gaps, g)
    {
        text_format(&text, "gap %s %s %s %u", name_text(g->kind), name_text(g->subject), name_text(g->why),
                    g->function);
        add_place(&text, names, &g->place);
        text_add(&text, "\n");
    }
    each(inputs, in) text_format(&text, "input %s\n", name_text(in->file));
    return text_get(&text);
}

struct judgement *sample_judgement(struct sample *sample)
{
    static const struct judged_registration registrations[] = {
        {"SIGINT", "sigaction", {"/p/main.c", 30, 5}},
        {"SIGTERM", "signal", {"/p/main.c", 31, 5}},
    };
    static const struct step steps[] = {
        {"on_int", {"/p/main.c", 10, 6}, {"", 0, 0}, "", "", NULL},
        {"log_line", {"/p/main.c", 12, 5}, {"", 0, 0}, "", "", NULL},
        {"printf", {"/p/log.c", 7, 9}, {"", 0, 0}, "", "through a pointer", NULL},
    };
    static const struct step *const chain[] = {&steps[0], &steps[1], &steps[2]};
    struct judgement *judgement = arena_alloc(sizeof *judgement, sample->arena);
    struct arena *arena = sample->arena;
    *array_push(&judgement->handlers, arena) =
        (struct judged_handler){"on_int",         "",          "as built",           "posix",
                                "SIGINT,SIGTERM", "sigaction", {"/p/main.c", 30, 5}, {"/p/main.c", 10, 6},
                                registrations,    2,           VERDICT_UNSAFE,       2};
    *array_push(&judgement->handlers, arena) =
        (struct judged_handler){"on_usr",      "",       "as built",           "posix",
                                "unknown",     "signal", {"/p/main.c", 40, 5}, {"/p/main.c", 20, 6},
                                registrations, 1,        VERDICT_UNPROVEN,     1};
    *array_push(&judgement->findings, arena) = (struct finding){"unsafe-call",
                                                                SEVERITY_ERROR,
                                                                0,
                                                                "log_line",
                                                                "printf",
                                                                {"/p/log.c", 7, 9},
                                                                {"", 0, 0},
                                                                "",
                                                                "source",
                                                                "",
                                                                "",
                                                                "'printf' is not async-signal-safe",
                                                                "takes the stdio lock",
                                                                chain,
                                                                3,
                                                                "on_int > log_line > printf",
                                                                "posix",
                                                                NULL,
                                                                0};
    *array_push(&judgement->findings, arena) = (struct finding){"hidden-call",
                                                                SEVERITY_NOTE,
                                                                0,
                                                                "log_line",
                                                                "memcpy",
                                                                {"/p/log.c", 8, 0},
                                                                {"", 0, 0},
                                                                "",
                                                                "object",
                                                                "__memcpy_chk",
                                                                "struct copy",
                                                                "the compiler calls 'memcpy' here",
                                                                "it may run a resolver",
                                                                chain,
                                                                2,
                                                                "on_int > log_line",
                                                                "posix+nosplit",
                                                                NULL,
                                                                0};
    *array_push(&judgement->gaps, arena) =
        (struct judged_gap){"unresolved-call", "hook", "no function flows into it", {"/p/main.c", 21, 5}, 1, NULL};
    *array_push(&judgement->gaps, arena) =
        (struct judged_gap){"unit-failed", "/p/bad.c", "no such file", {"/p/bad.c", 0, 0}, UINT32_MAX, NULL};
    *array_push(&judgement->axioms, arena) = (struct axiom){1, "write", "POSIX.1-2001 XSH 2.4.3", "listed"};
    *array_push(&judgement->calls, arena) =
        (struct judged_call){"on_int", "log_line", "direct", "source", "as built", false, false, false, {"/p/main.c", 12, 5}, ""};
    *array_push(&judgement->calls, arena) =
        (struct judged_call){"log_line", "printf", "pointer", "source", "as built", true, false, false, {"/p/log.c", 7, 9}, ""};
    *array_push(&judgement->calls, arena) =
        (struct judged_call){"log_line", "memcpy", "direct", "object", "tsan", false, true, false, {"/p/log.c", 8, 0}, ""};
    *array_push(&judgement->calls, arena) =
        (struct judged_call){"log_line", "puts", "direct", "source", "tsan", false, false, true, {"/p/log.c", 9, 3}, "never"};
    *array_push(&judgement->functions_seen, arena) =
        (struct judged_function){"log_line", {"/p/log.c", 5, 6}, "as built", 72, true, false, true};
    *array_push(&judgement->functions_seen, arena) =
        (struct judged_function){"on_int", {"/p/main.c", 10, 6}, "tsan", -1, false, true, false};
    *array_push(&judgement->units, arena) =
        (struct judged_unit){"/p/main.c", "/p/main.o", "whole", false, 12};
    *array_push(&judgement->units, arena) = (struct judged_unit){"/p/log.c", "", "partial", true, 0};
    return judgement;
}

const char *query(struct sample *sample, const char *sql)
{
    sqlite3 *database;
    sqlite3_stmt *statement;
    struct text text = {.arena = sample->arena};
    if (sqlite3_open_v2(sample->database, &database, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK) {
        text_format(&text, "error: %s", sqlite3_errmsg(database));
        sqlite3_close(database);
        return text_get(&text);
    }
    int code;
    sqlite3_exec(database, "PRAGMA synchronous = OFF", NULL, NULL, NULL);
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(statement); i++) {
            const unsigned char *value = sqlite3_column_text(statement, i);
            text_format(&text, "%s%s", i ? "|" : "", value ? (const char *)value : "NULL");
        }
        text_add(&text, "\n");
    }
    if (code != SQLITE_DONE)
        text_format(&text, "error: %s", sqlite3_errmsg(database));
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return text_get(&text);
}

const char *read_back(struct sample *sample, const char *file, uint64_t command_key)
{
    struct store *store = store_open(sample->database, sample->arena);
    bool partial;
    struct facts *facts =
        store_read_facts(store, file, command_key, &partial, intern_new(sample->arena), sample->arena);
    store_close(store);
    return facts ? facts_text(sample, facts) : NULL;
}

int in_child(struct sample *sample, void (*work)(struct sample *sample), const char **said)
{
    int ends[2];
    if (pipe(ends) != 0)
        abort();
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        close(ends[1]);
        work(sample);
        _exit(0);
    }
    close(ends[1]);
    struct text text = {.arena = sample->arena};
    char bytes[512];
    for (ssize_t got; (got = read(ends[0], bytes, sizeof bytes)) > 0;)
        text_add_bytes(&text, bytes, (size_t)got);
    close(ends[0]);
    *said = text_get(&text);
    int status;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
