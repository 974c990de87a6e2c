/* SPDX-License-Identifier: Apache-2.0
 *
 * Compilation databases: which entries become units, and what is said of those that are wrong.
 */
#include "project.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static void no_database(void **state)
{
    struct units *units = project_discover(*state, NULL);
    assert_int_equal(units->items.count, 0);
    assert_non_null(strstr(units->error, "compile_commands.json: no such file; make one with cmake "
                                         "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON, or bear -- make"));
    assert_null(strchr(units->error, '\n'));
}

static void damaged(void **state)
{
    static const char *const wrong[] = {"",
                                        " ",
                                        "{}",
                                        "3",
                                        "\"x\"",
                                        "[",
                                        "[{}",
                                        "[{\"file\": \"a.c\",}]",
                                        "[{\"file\": \"a.c\"]",
                                        "[] x",
                                        "[{\"file\": \"a.c\"} {\"file\": \"b.c\"}]",
                                        "\xff\xfe[\0]",
                                        "[\"\xe9\"]",
                                        "[1e999]",
                                        "[\"\\u0000\"]"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct units *units = project_discover(*state, wrong[i]);
        assert_int_equal(units->items.count, 0);
        assert_non_null(units->error);
        assert_non_null(strstr(units->error, "make it again with cmake"));
    }
    struct units *units = project_discover(*state, "[\n{\"file\": \"a.c\",\n \"directory\" \"/\"}\n]");
    assert_non_null(strstr(units->error, "/compile_commands.json:3: "));
}

static void deep_nesting_is_refused(void **state)
{
    struct text text = {.arena = ((struct project *)*state)->arena};
    for (int i = 0; i < 100000; i++)
        text_add(&text, "[");
    assert_non_null(project_discover(*state, text_get(&text))->error);
}

static void empty_database(void **state)
{
    struct units *units = project_discover(*state, "[]\n");
    assert_null(units->error);
    assert_int_equal(units->items.count, 0);
    assert_true(text_ends(units->database, "/compile_commands.json"));
    assert_null(project_discover(*state, "\xef\xbb\xbf[]")->error);
}

/* One wrong entry among good ones costs that entry alone. */
static void wrong_entries(void **state)
{
    static const struct {
        const char *entry, *trouble;
    } wrong[] = {
        {"3", "entry 2 of the compilation database: the entry is not an object"},
        {"{}", "\"directory\" is missing"},
        {"{\"directory\": \"@\", \"command\": \"cc -c a.c\"}", "\"file\" is missing"},
        {"{\"directory\": \"@\", \"file\": \"\", \"command\": \"cc -c a.c\"}", "\"file\" is empty"},
        {"{\"directory\": 1, \"file\": \"a.c\", \"command\": \"cc -c a.c\"}", "\"directory\" is not a text"},
        {"{\"directory\": \"@\", \"file\": [], \"command\": \"cc -c a.c\"}", "\"file\" is not a text"},
        {"{\"directory\": \"@\", \"file\": \"a.c\"}", "\"command\" and \"arguments\" are missing"},
        {"{\"directory\": \"@\", \"file\": \"a.c\", \"command\": 7}", "\"command\" is not a text"},
        {"{\"directory\": \"@\", \"file\": \"a.c\", \"command\": \" \"}", "the command is empty"},
        {"{\"directory\": \"@\", \"file\": \"a.c\", \"arguments\": []}", "the command is empty"},
        {"{\"directory\": \"@\", \"file\": \"a.c\", \"arguments\": [\"cc\", 1]}", "is not a list of texts"},
        {"{\"directory\": \"@\", \"file\": \"a.c\", \"command\": \"cc 'a.c\"}",
         "a quote in \"command\" is not closed"},
        {"{\"directory\": \"@\", \"file\": \"a.c\", \"command\": \"cc %none -c a.c\"}", "none: No such file"},
    };
    struct project *project = *state;
    project_write(project, "a.c", "int a;\n");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char *entry = arena_text(project_expand(project, wrong[i].entry), project->arena);
        if (strchr(entry, '%'))
            *strchr(entry, '%') = '@';
        project_write(project, "compile_commands.json",
                      "[{\"directory\": \"@\", \"file\": \"a.c\", \"command\": \"cc -DFIRST -c a.c\"},");
        FILE *file = fopen(arena_format(project->arena, "%s/compile_commands.json", project->folder), "ae");
        fprintf(file, "%s]", entry);
        fclose(file);
        struct units *units = project_discover(project, NULL);
        assert_null(units->error);
        assert_int_equal(units->items.count, 2);
        const struct unit *bad = &units->items.items[units->items.items[0].trouble == NULL];
        const struct unit *good = &units->items.items[units->items.items[0].trouble != NULL];
        assert_non_null(strstr(bad->trouble, wrong[i].trouble));
        assert_non_null(strstr(bad->trouble, "entry 2 of"));
        assert_string_equal(bad->trouble_kind, "unit-failed");
        assert_null(bad->parse);
        assert_non_null(bad->file);
        assert_null(good->trouble);
    }
}

static void unknown_keys_are_nothing(void **state)
{
    struct project *project = *state;
    project_write(project, "a.c", "");
    struct units *units = project_discover(
        project,
        "[{\"x\": {\"y\": [1, null]}, \"directory\": \"@\", \"file\": \"a.c\", \"command\": \"cc -c a.c\","
        "\"output\": null, \"z\": 2.5}]");
    assert_null(units->error);
    assert_int_equal(units->items.count, 1);
    assert_null(units->items.items[0].trouble);
}

static void arguments_win_and_paths_are_folded(void **state)
{
    struct project *project = *state;
    project_write(project, "sub/a.c", "");
    struct units *units = project_discover(
        project, "[{\"directory\": \"./sub/../sub\", \"file\": \"./a.c\", \"output\": \"o/../a.obj\","
                 "\"command\": \"cc -DNO -c a.c\", \"arguments\": [\"cc\", \"-DYES=a b\", \"-c\","
                 "\"a.c\"]}]");
    const struct unit *unit = &units->items.items[0];
    assert_string_equal(unit->directory, project_expand(project, "@/sub"));
    assert_string_equal(unit->file, project_expand(project, "@/sub/a.c"));
    assert_string_equal(unit->object, project_expand(project, "@/sub/a.obj"));
    assert_string_equal(unit->arguments[1], "-DYES=a b");
    assert_null(unit->arguments[4]);
}

static void order_and_duplicates(void **state)
{
    struct project *project = *state;
    project_write(project, "a.c", "");
    project_write(project, "b.c", "");
    struct units *units = project_discover(
        project, "[{\"directory\": \"@\", \"file\": \"b.c\", \"command\": \"cc -DB -c b.c\"},"
                 "{\"directory\": \"@\", \"file\": \"a.c\", \"command\": \"cc -DZ -c a.c\"},"
                 "{\"directory\": \"@\", \"file\": \"@/a.c\", \"command\": \"cc -DY -c a.c\"},"
                 "{\"directory\": \"@/.\", \"file\": \"./a.c\", \"command\": \"cc   -DZ -c a.c\"},"
                 "{\"directory\": \"@\", \"file\": \"a.c\", \"command\": \"ccache cc -DZ -c a.c\"}]");
    assert_int_equal(units->items.count, 3);
    assert_string_equal(units->items.items[0].arguments[1], "-DY");
    assert_string_equal(units->items.items[1].arguments[1], "-DZ");
    assert_string_equal(units->items.items[2].arguments[1], "-DB");
    assert_int_not_equal(units->items.items[0].command_key, units->items.items[1].command_key);
}

static void what_is_not_there(void **state)
{
    struct project *project = *state;
    project_write(project, "d.c/x", "");
    struct units *units = project_discover(
        project, "[{\"directory\": \"@\", \"file\": \"gone.c\", \"command\": \"cc -c gone.c\"},"
                 "{\"directory\": \"@/none\", \"file\": \"z.c\", \"command\": \"cc -c z.c\"},"
                 "{\"directory\": \"@\", \"file\": \"d.c\", \"command\": \"cc -c d.c\"}]");
    assert_int_equal(units->items.count, 3);
    assert_string_equal(units->items.items[0].trouble, "not a regular file");
    assert_string_equal(units->items.items[1].trouble, "no such file");
    assert_string_equal(units->items.items[1].trouble_kind, "unit-failed");
    assert_true(text_starts(units->items.items[2].trouble, "no such directory: "));
}

static void an_object_of_several_sources_is_none(void **state)
{
    struct project *project = *state;
    project_write(project, "a.c", "");
    project_write(project, "b.c", "");
    struct units *units = project_discover(
        project, "[{\"directory\": \"@\", \"file\": \"a.c\", \"command\": \"cc -c -o prog a.c\"},"
                 "{\"directory\": \"@\", \"file\": \"b.c\", \"command\": \"cc -c -o prog b.c\"},"
                 "{\"directory\": \"@\", \"file\": \"b.c\", \"command\": \"cc -c -o b.o b.c\"}]");
    assert_null(units->items.items[0].object);
    assert_string_equal(text_basename(units->items.items[1].object), "b.o");
    assert_null(units->items.items[2].object);
}

static void a_lone_file(void **state)
{
    struct project *project = *state;
    const char *path = project_write(project, "a.c", "");
    static const char *const flags[] = {"-DX", "-Iinclude", NULL};
    struct discover_options options = {.lone_file = path, .lone_flags = flags, .scratch = project->scratch};
    char here[4096];
    assert_non_null(getcwd(here, sizeof here));
    struct units *units = discover_units(&options, project->arena);
    assert_null(units->error);
    assert_null(units->database);
    assert_int_equal(units->items.count, 1);
    const struct unit *unit = &units->items.items[0];
    assert_string_equal(unit->directory, here);
    assert_string_equal(unit->file, path);
    assert_string_equal(project_options(project, unit), "-DX -Iinclude");
    assert_null(unit->object);
    options.lone_file = "none.c";
    assert_string_equal(discover_units(&options, project->arena)->items.items[0].trouble, "no such file");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, project_start, project_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(no_database),
        TEST(damaged),
        TEST(deep_nesting_is_refused),
        TEST(empty_database),
        TEST(wrong_entries),
        TEST(unknown_keys_are_nothing),
        TEST(arguments_win_and_paths_are_folded),
        TEST(order_and_duplicates),
        TEST(what_is_not_there),
        TEST(an_object_of_several_sources_is_none),
        TEST(a_lone_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
