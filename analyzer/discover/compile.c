/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiles into a folder of its own each, so that whatever else a compiler writes beside its output goes with it, and
 * puts the object into the cache. With another compiler than the unit's own, options that it does not know are left out
 * and it is asked again.
 */
#include "discover/compile.h"
#include "base/text.h"
#include "discover/cache.h"
#include "discover/depfile.h"
#include "discover/permit.h"
#include "discover/rewrite.h"
#include "discover/run.h"
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

enum { SECONDS = 300, TRIES = 8, KEPT_BYTES = 1 << 18, LINE_BYTES = 300 };

/* One object that is being made. */
struct making {
    const struct unit *unit;
    struct compiled *result;
    struct words words; /* without the output */
    uint64_t key;
    const char *folder; /* of this compile alone */
    struct timespec started;
};

struct compiling {
    const struct compile_options *options;
    struct cache cache;
    ARRAY(struct making) makings;
    struct arena *arena;
};

/* ---- the key ---- */

/* What of the environment a compiler listens to. */
static void add_environment(struct text *text)
{
    static const char *const names[] = {"COMPILER_PATH",   "CPATH",             "CPLUS_INCLUDE_PATH", "C_INCLUDE_PATH",
                                        "GCC_EXEC_PREFIX", "OBJC_INCLUDE_PATH", "SOURCE_DATE_EPOCH"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        text_format(text, "%s=%s\n", names[i], value ? value : "");
    }
}

static uint64_t make_key(const struct making *making, const char *compiler, struct arena *arena)
{
    struct text text = {.arena = arena};
    struct stat status = {0};
    stat(compiler, &status);
    text_format(&text, "%s\n%s\n%lld %lld %ld\n", making->unit->directory, compiler, (long long)status.st_size,
                (long long)status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
    add_environment(&text);
    for (uint32_t i = 1; i < making->words.count; i++)
        text_add_bytes(&text, making->words.items[i], strlen(making->words.items[i]) + 1);
    return XXH3_64bits(text.bytes, text.length);
}

/* ---- one compile ---- */

/* The line in which the compiler says what is wrong, without colours. */
static const char *find_error(const struct run_result *run, struct arena *arena)
{
    const char *const texts[] = {run->errors, run->output};
    const char *first = NULL, *found = NULL;
    for (int i = 0; i < 2 && !found; i++) {
        for (const char *at = texts[i]; *at && !found; at += strcspn(at, "\n"), at += *at == '\n') {
            const char *line = arena_copy(at, strcspn(at, "\n"), arena);
            found = strstr(line, "error:") || strstr(line, "Error:") ? line : NULL;
            first = first ? first : *line ? line : NULL;
        }
    }
    found = found ? found : first;
    if (!found)
        return run->trouble;
    struct text clean = {.arena = arena};
    for (; *found && clean.length < LINE_BYTES; found++) {
        if (found[0] == '\x1b' && found[1] == '[') /* a colour */
            found += 1 + strcspn(found + 1, "mK");
        else if (!iscntrl((unsigned char)*found))
            text_add_bytes(&clean, found, 1);
        if (!*found)
            break;
    }
    return text_get(&clean);
}

static const char *in_folder(const struct making *making, const char *file, struct arena *arena)
{
    return arena_format(arena, "%s/%s", making->folder, file);
}

/* The whole command; and the folder that it writes to, empty. */
static bool prepare(struct compiling *compiling, struct making *making, struct run_job *job, uint32_t index)
{
    struct arena *arena = compiling->arena;
    struct words words = {0};
    making->folder = arena_format(arena, "%s/making-%ld-%u", compiling->cache.folder, (long)getpid(), index);
    cache_remove_folder(making->folder);
    if (mkdir(making->folder, 0700) != 0) {
        making->result->why = arena_format(arena, "cannot make the folder %s: %s", making->folder, strerror(errno));
        return false;
    }
    for (uint32_t i = 0; i < making->words.count; i++)
        words_add(&words, making->words.items[i], arena);
    const char *const ending[] = {"-o", in_folder(making, "unit.o", arena), "-MD", "-MF",
                                  in_folder(making, "unit.d", arena)};
    for (size_t i = 0; i < sizeof ending / sizeof *ending; i++)
        words_add(&words, ending[i], arena);
    uint32_t seconds = compiling->options->seconds;
    *job = (struct run_job){.words = words_list(&words, arena),
                            .directory = making->unit->directory,
                            .seconds = seconds ? seconds : SECONDS,
                            .bytes = KEPT_BYTES,
                            .cut = true};
    clock_gettime(CLOCK_REALTIME_COARSE, &making->started); /* the clock of files */
    return true;
}

/* What the object was made of. An assembler's source need not be preprocessed, and then there is no depfile. */
static void read_files(const struct making *making, struct words *files, struct arena *arena)
{
    struct depfile depfile;
    if (depfile_read(in_folder(making, "unit.d", arena), &depfile, arena))
        *files = depfile.files;
    else if (text_ends(making->unit->file, ".s"))
        words_add(files, making->unit->file, arena);
}

/* Takes what a compile made; true when it is worth to try again with fewer options. */
static bool take(struct compiling *compiling, struct making *making, const struct run_job *job)
{
    struct arena *arena = compiling->arena;
    struct compiled *result = making->result;
    struct stat status;
    struct words files = {0};
    const char *made = in_folder(making, "unit.o", arena);
    bool again = false;
    if (job->result.trouble) {
        bool ran = text_starts(job->result.trouble, "it failed");
        result->why = ran ? find_error(&job->result, arena)
                          : arena_format(arena, "compiling: %s", job->result.trouble);
        again = ran && compiling->options->compiler &&
                rewrite_without(&making->words, job->result.errors, compiling->options->flags, arena);
    } else if (stat(made, &status) != 0 || !S_ISREG(status.st_mode) || !status.st_size) {
        result->why = "the compiler made no object";
    } else {
        read_files(making, &files, arena);
        result->why =
            cache_put(&compiling->cache, making->key, made, &files, making->unit->directory, making->started);
        result->object = result->why ? NULL : cache_object(&compiling->cache, making->key);
    }
    cache_remove_folder(making->folder);
    return again;
}

/* ---- all of them ---- */

/* Runs those whose indices are given, and keeps the indices of those that are to be tried again. */
static void run_all(struct compiling *compiling, uint32_t *indices, uint32_t *count)
{
    struct arena *arena = compiling->arena;
    struct run_job *jobs = arena_array(*count, sizeof *jobs, arena);
    uint32_t *of = arena_array(*count, sizeof *of, arena);
    uint32_t ready = 0, again = 0;
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    uint32_t workers = compiling->options->workers ? compiling->options->workers : cores > 0 ? (uint32_t)cores : 1;
    for (uint32_t i = 0; i < *count; i++)
        if (prepare(compiling, &compiling->makings.items[indices[i]], &jobs[ready], indices[i]))
            of[ready++] = indices[i];
    run_programs(jobs, ready, workers, compiling->options->progress ? "compiling" : NULL, arena);
    for (uint32_t i = 0; i < ready; i++)
        if (take(compiling, &compiling->makings.items[of[i]], &jobs[i]))
            indices[again++] = of[i];
    *count = again;
}

/* What keeps a unit from being compiled, or NULL with the making filled in. */
static const char *plan(struct compiling *compiling, const struct unit *unit, struct making *making)
{
    struct arena *arena = compiling->arena;
    struct stat status;
    *making = (struct making){.unit = unit};
    if (!unit->arguments[0])
        return unit->trouble ? unit->trouble : "there is no command";
    if (stat(unit->directory, &status) != 0)
        return arena_format(arena, "no such directory: %s", unit->directory);
    if (stat(unit->file, &status) != 0)
        return arena_format(arena, "%s: %s", unit->file, strerror(errno));
    rewrite_command(unit, compiling->options, &making->words, arena);
    const char *compiler = permit_locate(making->words.items[0], unit->directory, arena);
    if (!compiler)
        return arena_format(arena, "there is no compiler '%s'", making->words.items[0]);
    making->words.items[0] = compiler;
    making->key = make_key(making, compiler, arena);
    return NULL;
}

void compile_units(const struct units *units, const uint32_t *chosen, uint32_t count,
                   const struct compile_options *options, struct compiled *results, struct arena *arena)
{
    struct compiling compiling = {.options = options, .arena = arena};
    const char *trouble = count ? cache_open(&compiling.cache, options->folder, arena) : NULL;
    struct map *first = map_new(arena); /* result of each key */
    uint32_t *same_as = arena_array(count, sizeof *same_as, arena);
    for (uint32_t i = 0; i < count; i++) {
        struct making making;
        results[i] = (struct compiled){.why = trouble};
        same_as[i] = i;
        if (!trouble)
            results[i].why = plan(&compiling, &units->items.items[chosen[i]], &making);
        if (results[i].why)
            continue;
        uint32_t *known = map_at(first, making.key);
        if (*known != MAP_NONE) {
            same_as[i] = *known;
            continue;
        }
        *known = i;
        making.result = &results[i];
        if (cache_has(&compiling.cache, making.key))
            results[i] = (struct compiled){.object = cache_object(&compiling.cache, making.key), .cached = true};
        else
            *array_push(&compiling.makings, arena) = making;
    }
    uint32_t left = compiling.makings.count;
    uint32_t *indices = arena_array(left, sizeof *indices, arena);
    for (uint32_t i = 0; i < left; i++)
        indices[i] = i;
    for (int try = 0; left && try < TRIES; try++)
        run_all(&compiling, indices, &left);
    for (uint32_t i = 0; i < count; i++)
        results[i] = results[same_as[i]];
}
