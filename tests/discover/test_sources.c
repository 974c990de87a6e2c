/* SPDX-License-Identifier: Apache-2.0
 *
 * What a unit may include and mention, from texts alone: nothing that a parser would see may be missed, and what only
 * declares must not count.
 */
#include "project.h"
#include "discover/scan.h"
#include "discover/sources.h"
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define DATABASE(flags) "[{\"directory\": \"@\", \"file\": \"a.c\", \"command\": \"cc " flags " -c a.c\"}]"

/* The texts of a project whose only unit is a.c, which a test has written. */
static struct sources *sources_of(struct project *project, const char *database)
{
    struct units *units = project_discover(project, database);
    assert_int_equal(units->items.count, 1);
    assert_null(units->items.items[0].note); /* a compiler must be there to be asked */
    return sources_new(units, project->arena);
}

static struct sources *plain_sources(struct project *project)
{
    return sources_of(project, DATABASE(""));
}

static bool mentions(struct project *project, const char *identifier)
{
    return sources_mention(plain_sources(project), 0, identifier);
}

/* Each of the words must be mentioned, or none. */
static void check(struct project *project, const char *words, bool expected)
{
    struct sources *sources = plain_sources(project);
    while (*words) {
        const char *word = arena_copy(words, strcspn(words, " "), project->arena);
        words += strlen(word);
        words += *words == ' ';
        if (sources_mention(sources, 0, word) != expected)
            print_error("%s\n", word);
        assert_int_equal(sources_mention(sources, 0, word), expected);
    }
}

/* A header that a.c includes and that has this text mentions these words and not those. */
static void check_header(struct project *project, const char *text, const char *mentioned, const char *not_mentioned)
{
    project_write(project, "a.c", "#include \"a.h\"\n");
    project_write(project, "a.h", text);
    check(project, mentioned, true);
    check(project, not_mentioned, false);
}

static void own_file_counts_whole(void **state)
{
    struct project *project = *state;
    project_write(project, "a.c", "struct s { int field; };\nint declared(int);\n#if NEVER\nint hidden;\n#endif\n"
                                  "/* comment */ // remark\nconst char *t = \"text\"; int sp\\\nliced, c = 'x';\n"
                                  "int a1 = 0x1f, last");
    check(project, "s field declared hidden spliced NEVER a1 last", true);
    check(project, "comment remark text x sp liced f x1f absent", false);
}

static void nothing_of_declarations(void **state)
{
    check_header(*state,
                 "#ifdef __cplusplus\nextern \"C\" {\n#endif\n"
                 "struct first { int one; struct { int two; } three; enum { four = five } six; };\n"
                 "typedef struct second { int seven : 3; } __attribute__((packed)) second_t;\n"
                 "union __attribute__((aligned(8))) third { long eight; };\n"
                 "enum colour { RED = WHITE, GREEN };\nextern int nine(int ten);\nextern int eleven;\n"
                 "struct first *make(struct second *s);\nint (*twelve)(void);\n"
                 "#ifdef __cplusplus\n}\n#endif\n",
                 "", "first one two four five seven second_t eight RED WHITE nine ten eleven make twelve");
}

static void code_in_headers(void **state)
{
    check_header(*state,
                 "__BEGIN\nstatic inline int body(struct arg *p)\n{ return p->used; }\nstruct after { int no1; };\n"
                 "int (*named)(struct arg *) = body;\n"
                 "static struct ops table = { .start = start_it, stop_it };\nextern int no2;\n"
                 "int old(a) int a; { inside(a); }\nint no3(void);\n"
                 "HANDLER(listed)\nHANDLER(listed2)\nint no4(void);\n"
                 "struct rec { int no5; } made = { init };\nint no6;\n"
                 "_Static_assert(sizeof(int) == size, \"no7\");\n"
                 "static int one_line = 1;\n#pragma weak strong_name\nvoid no8(void);\n",
                 "body used table start start_it stop_it inside listed listed2 init made size one_line strong_name",
                 "after no1 no2 no3 no5 no6 no7 no8");
}

static void lists_in_headers(void **state)
{
    check_header(*state, "first_one,\nsecond_one,\n{ \"name\", third_one },\n&fourth_one,\n[3] = fifth_one,\nlast_one\n",
                 "first_one second_one third_one fourth_one fifth_one last_one", "");
    check_header(*state, "if (cond) call1();\npointer->field = 1;\nx++;\nreturn result;\n",
                 "cond call1 pointer field x result", "");
    check_header(*state, "ALONE;\n", "ALONE", "");
}

static void macros_count_where_used(void **state)
{
    struct project *project = *state;
    project_write(project, "a.h",
                  "#define USED(x) outer(x, \\\n inner(parameter))\n#define UNUSED never_called()\n"
                  "#define sa_handler u.handler\n#define BEGIN {\n#define INIT = by_init\n"
                  "static int f(void) BEGIN hidden_body(); }\nextern int g INIT;\n");
    project_write(project, "a.c", "#include \"a.h\"\nint main(void) { USED(3); sa_handler = 0; }\n");
    check(project, "outer inner parameter handler hidden_body by_init", true);
    check(project, "x never_called", false);
    project_write(project, "a.c", "#include \"a.h\"\n");
    check(project, "outer handler", false);
    check(project, "hidden_body by_init", true);
}

static void command_line_macros(void **state)
{
    struct project *project = *state;
    project_write(project, "a.c", "int main(void) { GO; CALL(1); }\n");
    struct sources *sources = sources_of(project, DATABASE("-DGO=gone() '-DCALL(x)=called(x)' -D UNUSED=never"));
    assert_true(sources_mention(sources, 0, "gone"));
    assert_true(sources_mention(sources, 0, "called"));
    assert_false(sources_mention(sources, 0, "never"));
}

static void pasted_names(void **state)
{
    struct project *project = *state;
    project_write(project, "a.h",
                  "#define APPLET(name, ...) extern int name##_main(int);\n#define FIELD(x) .sa_ ## x\n"
                  "#define CAT_(a, b) a##b\n#define CAT(a, b) CAT_(a, b)\n#define PREFIX make_\n"
                  "#define LIST(X) X(red) X(green)\n#define DEFINE(x) int get_##x(void) { return var_##x; }\n");
    project_write(project, "a.c",
                  "#include \"a.h\"\nAPPLET(sleep)\nint x = { FIELD(handler) = CAT(PREFIX, it) };\n"
                  "LIST(DEFINE)\nint CAT(CAT(on, e), two), other, name;\n");
    check(project, "sleep_main sa_handler make_it get_red var_green onetwo onee etwo", true);
    check(project, "other_main sa_other sleep_sleep othername get_blue", false);
}

static void pasted_macros(void **state)
{
    struct project *project = *state;
    project_write(project, "a.h", "#define DO_(a, b) a##b\n#define RUN_fast run_fast_now()\n#define RUN_slow too_slow()\n");
    project_write(project, "a.c", "#include \"a.h\"\nint main(void) { DO_(RUN_, fast); }\n");
    check(project, "run_fast_now", true);
    check(project, "too_slow", false);
}

static void every_include_counts(void **state)
{
    struct project *project = *state;
    project_write(project, "a.c",
                  "#if 0\n#include \"a.h\"\n#endif\n#  include /* c */ <b.h>\n#include_next <c.h>\n"
                  "#ifdef X\n# import \"sub/d.h\"\n#endif\n#inc\\\nlude \"e.h\"\n// #include \"no1.h\"\n"
                  "/*\n#include \"no2.h\"\n*/\nconst char *s = \"\\\n#include no3\";\n#include <gone.h>\n");
    project_write(project, "a.h", "static int m_a = 1;");
    project_write(project, "inc/b.h", "static int m_b = 1;");
    project_write(project, "inc/c.h", "static int m_c = 1;");
    project_write(project, "sub/d.h", "#include \"f.h\"\nstatic int m_d = 1;");
    project_write(project, "sub/f.h", "static int m_f = 1;");
    project_write(project, "f.h", "static int wrong_f = 1;");
    project_write(project, "e.h", "static int m_e = 1;");
    project_write(project, "no1.h", "static int no1 = 1;");
    project_write(project, "no2.h", "static int no2 = 1;");
    project_write(project, "forced.h", "static int m_forced = 1;");
    project_write(project, "inc/macros.h", "static int m_macros = 1;");
    struct sources *sources = sources_of(project, DATABASE("-Iinc -include forced.h -imacros macros.h"));
    static const char *const there[] = {"m_a", "m_b", "m_c", "m_d", "m_f", "m_e", "m_forced", "m_macros"};
    static const char *const absent[] = {"wrong_f", "no1", "no2"};
    for (size_t i = 0; i < sizeof there / sizeof *there; i++)
        assert_true(sources_mention(sources, 0, there[i]));
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
        assert_false(sources_mention(sources, 0, absent[i]));
}

static void order_of_folders(void **state)
{
    struct project *project = *state;
    static const char *const folders[] = {"quote", "angle", "system", "after"};
    for (size_t i = 0; i < 4; i++) {
        const char *text = arena_format(project->arena, "static int in_%s = 1;", folders[i]);
        for (size_t k = 0; k <= i; k++)
            project_write(project, arena_format(project->arena, "%s/%zu.h", folders[i], k), text);
    }
    project_write(project, "a.c", "#include <0.h>\n#include \"0.h\"\n#include <2.h>\n#include <3.h>\n");
    struct sources *sources =
        sources_of(project, DATABASE("-idirafter after -isystem system -Iangle -iquotequote -I system"));
    assert_true(sources_mention(sources, 0, "in_quote"));
    assert_true(sources_mention(sources, 0, "in_angle"));
    assert_true(sources_mention(sources, 0, "in_system"));
    assert_true(sources_mention(sources, 0, "in_after"));
    project_write(project, "a.c", "#include <1.h>\n");
    sources = sources_of(project, DATABASE("-idirafter after -isystem system -Isystem -Iangle"));
    assert_true(sources_mention(sources, 0, "in_angle")); /* -I of a system folder does not count */
    assert_false(sources_mention(sources, 0, "in_system"));
}

static void computed_includes(void **state)
{
    struct project *project = *state;
    project_write(project, "known.h", "static int m_known = 1;");
    project_write(project, "a.c", "#define WHICH \"known.h\"\n#include WHICH\n#ifdef USER\n#include USER\n#endif\n");
    check(project, "m_known", true);
    check(project, "anything", false);
    project_write(project, "a.c", "#define WHICH OTHER\n#include WHICH\n");
    assert_true(mentions(project, "anything"));
    project_write(project, "a.c", "#define STR(x) #x\n#include STR(x.h)\n");
    assert_true(mentions(project, "anything"));
}

static void cycles(void **state)
{
    struct project *project = *state;
    project_write(project, "a.c", "#include \"sub/x.h\"\n#include \"a.c\"\n");
    project_write(project, "sub/x.h", "#include \"../sub/y.h\"\n#include \"x.h\"\nstatic int m_x = 1;");
    project_write(project, "sub/y.h", "#include \"../sub/../sub/x.h\"\nstatic int m_y = 1;");
    check(project, "m_x m_y", true);
    check(project, "absent", false);
}

static void lists_count_whole(void **state)
{
    struct project *project = *state;
    project_write(project, "a.c", "#include \"list.def\"\n#include \"more.inc\"\n");
    project_write(project, "list.def", "extern int in_def;\n");
    project_write(project, "more.inc", "extern int in_inc;\n");
    check(project, "in_def in_inc", true);
}

static void braces_in_branches(void **state)
{
    check_header(*state,
                 "#if A\nstatic inline int f(int x) {\n#else\nstatic inline int f(long x) {\n#endif\n"
                 "  struct loc *in_body; int y; }\nextern int after1;\n"
                 "#ifdef B\nstruct one {\n#else\nstruct two {\n#endif\n int member; };\nextern int after2;\n",
                 "in_body y", "after1 member after2");
    /* Braces that do not fit together: all that follows counts. */
    check_header(*state, "static int f(void) {\n#ifdef A\nif (a) {\n#endif\n#ifdef B\n}\n#endif\n}\nextern int after;\n",
                 "after", "");
}

static void literals(void **state)
{
    struct project *project = *state;
    project_write(project, "a.c",
                  "#if 0\ndon't stop\n#endif\nint after_quote; char c = '\\''; int after_char;\n"
                  "const char *r = R\"x(\" )\" in_raw )x\"; int after_raw;\n"
                  "int sep = 1'000'000; int after_sep;\nconst char *s = \"a\\\\\"; int after_string;\n"
                  "const char *open = \"never closed\nint after_open;\n");
    check(project, "after_quote after_char after_raw after_sep after_string after_open", true);
}

static void doubt(void **state)
{
    struct project *project = *state;
    project_write(project, "a.c", "int \\u0041bc;\n");
    assert_true(mentions(project, "anything"));
    project_write(project, "a.c", "?\?=include <x.h>\n");
    assert_true(mentions(project, "anything"));
    project_write(project, "a.c", "#include \"pipe.h\"\n");
    assert_int_equal(mkfifo(arena_format(project->arena, "%s/pipe.h", project->folder), 0600), 0);
    assert_true(mentions(project, "anything"));
    const char *file = NULL;
    assert_true(sources_newest(plain_sources(project), 0, &file) == INT64_MAX);
    assert_true(text_ends(file, "/pipe.h"));
    project_write(project, "a.c", "#include \"huge.h\"\n");
    const char *huge = project_write(project, "huge.h", "");
    assert_int_equal(truncate(huge, (off_t)65 << 20), 0);
    assert_true(mentions(project, "anything"));
    project_write(project, "a.c", "int a;\n");
    assert_false(mentions(project, "anything"));
    assert_true(mentions(project, "ns::name")); /* no identifier */
}

static void compiler_not_asked(void **state)
{
    struct project *project = *state;
    project_write(project, "a.c", "int a;\n");
    struct units *units = project_discover(
        project, "[{\"directory\": \"@\", \"file\": \"a.c\", \"command\": \"nowhere-cc -c a.c\"}]");
    assert_false(sources_mention(sources_new(units, project->arena), 0, "anything"));
    project_write(project, "a.c", "#include <not/on/this/machine.h>\n");
    assert_true(sources_mention(sources_new(units, project->arena), 0, "anything"));
}

static void set_time(const char *path, long seconds, long nanoseconds)
{
    const struct timespec times[2] = {{.tv_sec = seconds, .tv_nsec = nanoseconds},
                                      {.tv_sec = seconds, .tv_nsec = nanoseconds}};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void newest_file(void **state)
{
    struct project *project = *state;
    const char *file = NULL;
    set_time(project_write(project, "a.c", "#include \"old.h\"\n#include <new.h>\n#include <stddef.h>\n"), 2000000000, 0);
    set_time(project_write(project, "old.h", ""), 1000000000, 0);
    set_time(project_write(project, "inc/new.h", ""), 2000000000, 7);
    struct sources *sources = sources_of(project, DATABASE("-Iinc"));
    assert_true(sources_newest(sources, 0, &file) == 2000000000 * INT64_C(1000000000) + 7);
    assert_true(text_ends(file, "/inc/new.h"));
}

/* ---- rubbish ---- */

static uint32_t next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)(*seed >> 33);
}

static void scan_rubbish(const char *bytes, size_t length)
{
    struct arena *arena = arena_new();
    struct scanner *scanner = scanner_new(intern_new(arena), arena);
    char *copy = arena_copy(bytes, length, arena); /* so that a sanitizer sees where it ends */
    for (int whole = 0; whole < 2; whole++) {
        struct scan scan = {0};
        scan_text(scanner, copy, length, whole, &scan);
        for (uint32_t i = 0; i < scan.mentions.count; i++)
            assert_true(scan.mentions.items[i] < intern_count(scanner->names));
    }
    arena_free(arena);
}

static void rubbish(void **state)
{
    (void)state;
    static const char *const pieces[] = {"#",  "\n", "\\\n", "{",  "}",  "(",   ")",   "\"", "'",      "/*", "*/", "//",
                                         "if", "##", "a",    "R\"(", "0x", "%:",  "struct ", "=", ";",  "<",  ">",  "\\",
                                         "#define ", "#include ", "#if\n", "#else\n", "#endif\n", "enum ", ":", "1'", "?\?="};
    uint64_t seed = 1;
    for (int round = 0; round < 3000; round++) {
        char bytes[400];
        size_t length = 0, wanted = next_random(&seed) % 380;
        while (length < wanted) {
            if (round % 3 == 0) {
                bytes[length++] = (char)next_random(&seed);
                continue;
            }
            const char *piece = pieces[next_random(&seed) % (sizeof pieces / sizeof *pieces)];
            size_t size = strlen(piece);
            if (length + size > sizeof bytes)
                break;
            memcpy(bytes + length, piece, size);
            length += size;
        }
        scan_rubbish(bytes, length);
    }
}

static void deep_and_long(void **state)
{
    (void)state;
    static const char *const pieces[] = {"{", "(", "#if 1\n", "struct a {", "a", "\\\n", "a\\\n", "#define X(", "a ", "/*", "a##"};
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct text text = {.arena = arena};
        text_add(&text, i == 10 ? "#define X " : "");
        for (int k = 0; k < 200000; k++)
            text_add(&text, pieces[i]);
        scan_rubbish(text.bytes, text.length);
    }
    arena_free(arena);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, project_start, project_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(own_file_counts_whole), TEST(nothing_of_declarations), TEST(code_in_headers),
        TEST(lists_in_headers),      TEST(macros_count_where_used), TEST(command_line_macros), TEST(pasted_names),
        TEST(pasted_macros),         TEST(every_include_counts), TEST(order_of_folders),     TEST(computed_includes),
        TEST(cycles),                TEST(lists_count_whole), TEST(braces_in_branches),      TEST(literals),
        TEST(doubt),                 TEST(compiler_not_asked), TEST(newest_file),            cmocka_unit_test(rubbish),
        cmocka_unit_test(deep_and_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
