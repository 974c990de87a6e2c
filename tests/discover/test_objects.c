/* SPDX-License-Identifier: Apache-2.0
 *
 * Which objects are current: by depfiles in all their places and spellings, and by what a unit may include; and which
 * files of a folder are linked programs.
 */
#include "project.h"
#include "discover/depfile.h"
#include "discover/objects.h"
#include <elf.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

/* Writes a file whose time is so many nanoseconds after a certain moment. */
static const char *write_at(struct project *project, const char *name, long time, const char *text)
{
    const char *path = project_write(project, name, text);
    const struct timespec times[2] = {{.tv_sec = 1600000000, .tv_nsec = time}, {.tv_sec = 1600000000, .tv_nsec = time}};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    return path;
}

static struct object_standing stand(struct project *project, const char *flags)
{
    struct units *units = project_discover(
        project, arena_format(project->arena,
                              "[{\"directory\": \"@/build\", \"file\": \"../a.c\", \"command\": \"cc %s -c ../a.c\"}]",
                              flags));
    assert_int_equal(units->items.count, 1);
    return *discover_standings(units, sources_new(units, project->arena), project->arena);
}

static void expect(struct object_standing standing, enum object_state state, const char *why)
{
    assert_int_equal(standing.state, state);
    if (!why)
        assert_null(standing.why);
    else if (!strstr(standing.why, why))
        assert_string_equal(standing.why, why);
}

/* a.c includes a.h; both are old. */
static int start(void **state)
{
    int failure = project_start(state);
    write_at(*state, "a.c", 100, "#include \"a.h\"\n#include \"gone.h\"\n");
    write_at(*state, "a.h", 100, "int a;\n");
    return failure;
}

static void states(void **state)
{
    struct project *project = *state;
    write_at(project, "build/.keep", 0, "");
    expect(stand(project, "-o x.o"), OBJECT_ABSENT, "no such file");
    write_at(project, "build/x.o", 100, "object");
    expect(stand(project, "-o x.o"), OBJECT_CURRENT, NULL); /* as old as its sources is not older */
    write_at(project, "a.h", 101, "int a;\n");
    expect(stand(project, "-o x.o"), OBJECT_DOUBTFUL, "older than");
    expect(stand(project, "-o x.o"), OBJECT_DOUBTFUL, "/a.h");
    write_at(project, "a.c", 101, "#include \"a.h\"\n");
    expect(stand(project, "-o x.o"), OBJECT_STALE, "/a.c");
    expect(stand(project, "-o /dev/null"), OBJECT_UNKNOWN, "regular");
    write_at(project, "a.c", 100, "#include MACRO\n#define MACRO OTHER\n");
    expect(stand(project, "-o x.o"), OBJECT_DOUBTFUL, "nobody can tell");
}

static void depfile_decides(void **state)
{
    struct project *project = *state;
    write_at(project, "build/x.o", 200, "object");
    write_at(project, "b.h", 100, "");
    write_at(project, "never.h", 900, "");
    write_at(project, "a.c", 100, "#if 0\n#include \"never.h\"\n#endif\n");
    expect(stand(project, "-o x.o"), OBJECT_DOUBTFUL, "never.h");
    write_at(project, "build/x.d", 190, "x.o: ../a.c ../b.h\n");
    expect(stand(project, "-MMD -o x.o"), OBJECT_CURRENT, NULL);
    write_at(project, "b.h", 201, "");
    expect(stand(project, "-MMD -o x.o"), OBJECT_STALE, "older than ../b.h");
    /* Older than the object, and a file changed in between: the object may be made of other files. */
    write_at(project, "b.h", 195, "");
    expect(stand(project, "-MMD -o x.o"), OBJECT_DOUBTFUL, "never.h");
    write_at(project, "build/x.d", 200, "x.o: ../a.c ../b.h\n");
    expect(stand(project, "-MMD -o x.o"), OBJECT_CURRENT, NULL);
    write_at(project, "build/x.d", 200, "x.o: ../a.c ../moved.h\n");
    expect(stand(project, "-MMD -o x.o"), OBJECT_STALE, "../moved.h, of which it was made, is gone");
    write_at(project, "build/x.d", 200, "# dummy\n");
    expect(stand(project, "-MMD -o x.o"), OBJECT_DOUBTFUL, "never.h");
    write_at(project, "build/x.d", 200, "x.o: ../other.c\n");
    expect(stand(project, "-MMD -o x.o"), OBJECT_DOUBTFUL, "never.h");
}

static void places_of_depfiles(void **state)
{
    struct project *project = *state;
    static const char *const flags[][2] = {
        {"-MD -MF deps/x.dep -o x.o", "build/deps/x.dep"},
        {"-MMD -MFdeps/x.dep -o x.o", "build/deps/x.dep"},
        {"-MD -MP -MF .deps/x.Tpo -o x.o", "build/.deps/x.Po"},
        {"-MD -MP -MF .deps/x.Tpo -o .libs/x.o", "build/.deps/x.Plo"},
        {"-Wp,-MD,sub/.x.o.d -o sub/x.o", "build/sub/.x.o.d"},
        {"-Wp,-MMD,sub/.x.o.d,-MT,y -o sub/x.o", "build/sub/.x.o.d"},
        {"-MD -o x.c.o", "build/x.c.d"},
        {"-MD", "build/a.d"},
        {"-o sub/x.o", "build/sub/.deps/x.Po"},
        {"-o sub/.libs/x.o", "build/sub/.deps/x.Plo"},
        {"-o CMakeFiles/x.c.o", "build/CMakeFiles/x.c.o.d"},
    };
    write_at(project, "newer.h", 900, "");
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        const char *object = strstr(flags[i][0], "-o ");
        object = object ? object + 3 : "a.o";
        write_at(project, arena_format(project->arena, "build/%s", object), 200, "object");
        expect(stand(project, flags[i][0]), OBJECT_CURRENT, NULL);
        const char *depfile = write_at(project, flags[i][1], 200, "x: ../a.c ../newer.h\n");
        expect(stand(project, flags[i][0]), OBJECT_STALE, "newer.h");
        unlink(depfile);
    }
}

/* The prerequisites of a text, one '|' between. */
static const char *parse(struct project *project, const char *text)
{
    struct words files = {0};
    struct text all = {.arena = project->arena};
    depfile_parse(text, strlen(text), &files, project->arena);
    for (uint32_t i = 0; i < files.count; i++)
        text_format(&all, "%s%s", i ? "|" : "", files.items[i]);
    return text_get(&all);
}

static void syntax_of_depfiles(void **state)
{
    struct project *project = *state;
    assert_string_equal(parse(project, "a.o: a.c a.h"), "a.c|a.h");
    assert_string_equal(parse(project, "a.o b.o : a.c \\\n  a.h \\\r\n b.h\n\na.h:\nb.h:\n"), "a.c|a.h|b.h");
    assert_string_equal(parse(project, "a.o:\\\n a.c\\\n"), "a.c");
    assert_string_equal(parse(project, "a\\ b.o: my\\ file.c d$$r/x.h c\\#.h a\\b.h"), "my file.c|d$r/x.h|c#.h|a\\b.h");
    assert_string_equal(parse(project, "a.o: end\\\\ next"), "end\\|next");
    assert_string_equal(parse(project, "# a comment: no\n\na.o:: a.c | order\n"), "a.c|order");
    assert_string_equal(parse(project, "a.o: c:/x.h y:z"), "c:/x.h|y:z");
    assert_string_equal(parse(project, "a.o: a.c\nb.o: b.c\n"), "a.c|b.c");
    assert_string_equal(parse(project, ""), "");
    assert_string_equal(parse(project, "no rule\n"), "");
    assert_string_equal(parse(project, "\\"), "");
    assert_string_equal(parse(project, "a: \\\\\\"), "\\\\\\");
}

static void rubbish(void **state)
{
    struct project *project = *state;
    static const char pieces[] = "a \\\n:$#\t\r/|.";
    uint64_t seed = 7;
    for (int round = 0; round < 20000; round++) {
        char text[64];
        size_t length = (size_t)round % sizeof text;
        for (size_t i = 0; i < length; i++) {
            seed = seed * 6364136223846793005U + 1442695040888963407U;
            text[i] = pieces[(seed >> 40) % sizeof pieces]; /* the NUL too */
        }
        struct words files = {0};
        struct arena *arena = arena_new();
        depfile_parse(arena_copy(text, length, arena), length, &files, arena);
        arena_free(arena);
    }
    (void)project;
}

static void after_parsing(void **state)
{
    struct project *project = *state;
    const char *object = write_at(project, "x.o", 200, "object");
    const char *const inputs[] = {write_at(project, "in1", 200, ""), write_at(project, "in2", 100, ""),
                                  arena_format(project->arena, "%s/gone", project->folder)};
    expect(object_standing_of(object, inputs, 2, project->arena), OBJECT_CURRENT, NULL);
    expect(object_standing_of(object, inputs, 3, project->arena), OBJECT_STALE, "/gone is gone");
    write_at(project, "in2", 201, "");
    expect(object_standing_of(object, inputs, 2, project->arena), OBJECT_STALE, "/in2");
    expect(object_standing_of(inputs[2], inputs, 2, project->arena), OBJECT_ABSENT, "no such file");
}

static const char *write_elf(struct project *project, const char *name, unsigned char class, unsigned char data,
                             unsigned char low, unsigned char high, mode_t mode)
{
    const char *path = project_write(project, name, "");
    unsigned char head[64] = {0x7f, 'E', 'L', 'F', class, data, 1};
    head[16] = low;
    head[17] = high;
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    fwrite(head, 1, sizeof head, file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, mode), 0);
    return path;
}

static void programs(void **state)
{
    struct project *project = *state;
    write_elf(project, "z/program", ELFCLASS64, ELFDATA2LSB, ET_EXEC, 0, 0755);
    write_elf(project, "z/libx.so.1", ELFCLASS64, ELFDATA2LSB, ET_DYN, 0, 0644);
    write_elf(project, "big-endian", ELFCLASS32, ELFDATA2MSB, 0, ET_DYN, 0755);
    write_elf(project, "a.o", ELFCLASS64, ELFDATA2LSB, ET_REL, 0, 0755);
    write_elf(project, "core", ELFCLASS64, ELFDATA2LSB, ET_CORE, 0, 0755);
    write_elf(project, "not-executable", ELFCLASS64, ELFDATA2LSB, ET_EXEC, 0, 0644);
    write_elf(project, ".git/program", ELFCLASS64, ELFDATA2LSB, ET_EXEC, 0, 0755);
    project_program(project, "script", "#!/bin/sh\n");
    project_program(project, "short", "\177ELF");
    assert_int_equal(symlink("z", arena_format(project->arena, "%s/y", project->folder)), 0);
    assert_int_equal(symlink("z/program", arena_format(project->arena, "%s/link", project->folder)), 0);
    assert_int_equal(mkfifo(arena_format(project->arena, "%s/pipe.so", project->folder), 0700), 0);
    struct program_paths paths = {0};
    discover_programs(project->folder, &paths, project->arena);
    assert_false(paths.stopped);
    assert_int_equal(paths.items.count, 3);
    assert_string_equal(paths.items.items[0], project_expand(project, "@/big-endian"));
    assert_string_equal(paths.items.items[1], project_expand(project, "@/z/libx.so.1"));
    assert_string_equal(paths.items.items[2], project_expand(project, "@/z/program"));
    struct program_paths none = {0};
    discover_programs(arena_format(project->arena, "%s/nowhere", project->folder), &none, project->arena);
    assert_int_equal(none.items.count, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, project_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(states),        TEST(depfile_decides), TEST(places_of_depfiles), TEST(syntax_of_depfiles),
        TEST(rubbish),       TEST(after_parsing),   TEST(programs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
