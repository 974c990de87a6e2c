/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiling and asking, for the tests of the object reader.
 */
#include "support.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

const struct compiler compilers[] = {
    {"gcc", true, false},
    {"clang-14", false, false},
    {"clang-19", false, false},
    {"aarch64-linux-gnu-gcc", true, true},
    {"clang-19 --target=aarch64-linux-gnu", false, true},
};
const uint32_t compiler_count = sizeof compilers / sizeof *compilers;

struct bench *bench_new(void)
{
    struct arena *arena = arena_new();
    struct bench *bench = arena_alloc(sizeof *bench, arena);
    char folder[] = "/tmp/sigvet-object-XXXXXX";
    bench->arena = arena;
    bench->names = intern_new(arena);
    if (!mkdtemp(folder))
        abort();
    bench->folder = arena_text(folder, arena);
    return bench;
}

void bench_free(struct bench *bench)
{
    bench_run(bench, "rm -rf '%s'", bench->folder);
    arena_free(bench->arena);
}

bool bench_run(struct bench *bench, const char *format, ...)
{
    char command[4096];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(command, sizeof command, format, arguments);
    va_end(arguments);
    return system(arena_format(bench->arena, "(%s) 2>/dev/null", command)) == 0;
}

bool compiler_there(const struct compiler *compiler)
{
    char command[256];
    snprintf(command, sizeof command, "%s --version >/dev/null 2>&1", compiler->command);
    return system(command) == 0;
}

const struct object_facts *bench_read(struct bench *bench, const char *path)
{
    struct object_list list = {0};
    object_read(path, bench->names, bench->arena, &list);
    return list.objects.count ? list.objects.items[0] : NULL;
}

const struct object_facts *bench_compile(struct bench *bench, const struct compiler *compiler,
                                         const char *flags, const char *source)
{
    const char *extension = strncmp(source, "\t", 1) == 0 ? "S" : "c"; /* assembler begins with a tab */
    char input[256];
    snprintf(input, sizeof input, "%s/unit.%s", bench->folder, extension);
    snprintf(bench->made, sizeof bench->made, "%s/unit.out", bench->folder);
    FILE *file = fopen(input, "w");
    fputs(source, file);
    fclose(file);
    unlink(bench->made);
    bool links = strstr(flags, "-link") != NULL;
    char *rest = arena_text(flags, bench->arena);
    if (links)
        memcpy(strstr(rest, "-link"), "     ", 5);
    bool lld = links && !compiler->gcc && compiler->aarch64;
    if (lld && !bench_run(bench, "ld.lld --version"))
        return NULL;
    if (!bench_run(bench, "cd '%s' && nice %s -w %s %s unit.%s -o unit.out %s", bench->folder,
                   compiler->command, links ? "" : "-c", rest, extension, lld ? "-fuse-ld=lld" : ""))
        return NULL;
    return bench_read(bench, bench->made);
}

static bool is(const struct object_facts *facts, name_id id, const char *name)
{
    return strcmp(intern_get(facts->names, id), name) == 0;
}

const struct object_function *find_function(const struct object_facts *facts, const char *name)
{
    for (uint32_t i = 0; i < facts->functions.count; i++)
        if (is(facts, facts->functions.items[i].name, name))
            return &facts->functions.items[i];
    return NULL;
}

const struct object_call *find_call(const struct object_facts *facts, const char *caller, const char *callee)
{
    for (uint32_t i = 0; i < facts->calls.count; i++)
        if (is(facts, facts->functions.items[facts->calls.items[i].caller].name, caller) &&
            is(facts, facts->calls.items[i].name, callee))
            return &facts->calls.items[i];
    return NULL;
}

const struct object_call *find_kind(const struct object_facts *facts, const char *caller, uint32_t kind)
{
    for (uint32_t i = 0; i < facts->calls.count; i++)
        if (is(facts, facts->functions.items[facts->calls.items[i].caller].name, caller) &&
            facts->calls.items[i].kind == kind)
            return &facts->calls.items[i];
    return NULL;
}

const struct object_reference *find_reference(const struct object_facts *facts, const char *holder,
                                              const char *name)
{
    for (uint32_t i = 0; i < facts->references.count; i++) {
        const struct object_reference *reference = &facts->references.items[i];
        if (reference->holder != NONE && is(facts, facts->functions.items[reference->holder].name, holder) &&
            is(facts, reference->name, name))
            return reference;
    }
    return NULL;
}

const struct object_reference *find_slot(const struct object_facts *facts, const char *datum, int64_t offset)
{
    for (uint32_t i = 0; i < facts->references.count; i++) {
        const struct object_reference *reference = &facts->references.items[i];
        if (is(facts, reference->datum, datum) && reference->datum_offset == offset)
            return reference;
    }
    return NULL;
}

bool has_mark(const struct object_facts *facts, const char *function, const char *kind)
{
    for (uint32_t i = 0; i < facts->marks.count; i++)
        if (is(facts, facts->functions.items[facts->marks.items[i].function].name, function) &&
            is(facts, facts->marks.items[i].kind, kind))
            return true;
    return false;
}

bool has_gap(const struct object_facts *facts, const char *kind)
{
    for (uint32_t i = 0; i < facts->gaps.count; i++)
        if (is(facts, facts->gaps.items[i].kind, kind))
            return true;
    return false;
}

bool has_argument(const struct object_facts *facts, const struct object_call *call, uint32_t position,
                  int64_t number, const char *name)
{
    for (uint32_t i = 0; call && i < facts->arguments.count; i++) {
        const struct object_argument *argument = &facts->arguments.items[i];
        if (&facts->calls.items[argument->call] == call && argument->position == position &&
            (name ? is(facts, argument->name, name) : argument->value == number))
            return true;
    }
    return false;
}
