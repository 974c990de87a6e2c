/* SPDX-License-Identifier: Apache-2.0
 *
 * Bodies in headers that need not be read: those of static functions that nothing in the unit can run, and no others,
 * however their names or what runs them are hidden.
 */
#include "project.h"
#include "base/text.h"
#include "discover/sources.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define WORD "abcdefghijklmnopqrstuvwxyz_0123456789"
#define DATABASE(command) "[{\"directory\": \"@\", \"file\": \"a.c\", \"command\": \"" command " -c a.c\"}]"

static struct reading blanked(struct project *project, const char *database)
{
    struct units *units = project_discover(project, database);
    struct reading reading = {.file = "a.c"};
    uint32_t unit = 0;
    assert_int_equal(units->items.count, 1);
    sources_blank(sources_new(units, project->arena), &unit, 1, &reading);
    return reading;
}

/* Whether a body is left out that begins where that of name(...) { does. */
static bool left_out(struct project *project, const struct reading *reading, const char *name)
{
    for (uint32_t i = 0; i < reading->blank_count; i++) {
        const struct blank *blank = &reading->blanks[i];
        const char *text = text_read_file(blank->file, NULL, project->arena);
        assert_non_null(text);
        for (uint32_t k = 0; k < blank->count; k++) {
            const char *brace = text + blank->spans[k].start - 1;
            assert_int_equal(*brace, '{');
            assert_int_equal(text[blank->spans[k].end], '}');
            const char *at = brace;
            while (at > text && at[-1] != '}' && at[-1] != ';' && at[-1] != '\n')
                at--;
            const char *found = strstr(at, arena_format(project->arena, "%s(", name));
            if (found && found < brace && !strchr(WORD, found[-1]))
                return true;
        }
    }
    return false;
}

static void check_in(struct project *project, const char *database, const char *dead, const char *live)
{
    struct reading reading = blanked(project, database);
    const char *lists[] = {dead, live};
    for (int list = 0; list < 2; list++)
        for (const char *words = lists[list]; *words;) {
            const char *word = arena_copy(words, strcspn(words, " "), project->arena);
            words += strlen(word);
            words += *words == ' ';
            if (left_out(project, &reading, word) != (list == 0))
                print_error("%s\n", word);
            assert_int_equal(left_out(project, &reading, word), list == 0);
        }
}

/* Of a header with this text, included by a source with that one, these bodies are left out, and those are not. */
static void check(struct project *project, const char *header, const char *source, const char *dead, const char *live)
{
    project_write(project, "a.h", header);
    project_write(project, "a.c", project_expand(project, arena_format(project->arena, "#include \"a.h\"\n%s", source)));
    check_in(project, DATABASE("cc"), dead, live);
}

static void what_is_named(void **state)
{
    check(*state,
          "static inline int lonely(int a) { return a; }\n"
          "static int used(int a) { return a + deeper(a); }\n"
          "static inline int by_dead(void) { return 1; }\n"
          "static inline int dead(void) { return by_dead(); }\n"
          "static inline int itself(int a) {\n    return a ? itself(a - 1) : 0;\n}\n"
          "static __inline__ int (one)(void) { return 1; }\n"
          "static __inline__ __attribute__((unused)) struct s *pointer(struct s *s) { return s; }\n"
          "static inline int declared(void);\nstatic inline int declared(void) { return 1; }\n"
          "struct s { int lonely; int (*member)(int dead); };\n"
          "static void by_table(int n) { }\nstatic void by_table2(int n) { }\n"
          "static void (*const table[])(int) = { by_table, [1] = by_table2 };\n"
          "int not_static(int a) { return a; }\ninline int not_static2(int a) { return a; }\n"
          "static inline int deeper(int a) { return a; }\n"
          "#define CALLS by_macro()\n#define CALLS_NOT by_macro_not()\n"
          "static int by_macro(void) { return CALLS2; }\nstatic int by_macro_not(void) { return 1; }\n"
          "#define CALLS2 by_macro2()\nstatic int by_macro2(void) { return 1; }\n",
          "int main(void) { return used(CALLS); }\n",
          "lonely by_dead dead itself pointer declared by_macro_not",
          "used deeper by_table by_table2 not_static not_static2 by_macro by_macro2");
}

static void what_attributes_run(void **state)
{
    check(*state,
          "#define INIT __attribute__((__constructor__))\n#define START INIT\n#define PLAIN __attribute__((unused))\n"
          "#define FORCE inline __attribute__((always_inline))\n#define WITH(x) __attribute__((x))\n"
          "static __attribute__((constructor)) void direct(void) { }\n"
          "static INIT void macro(void) { }\n"
          "START\nstatic void above(void) { }\n"
          "static void START behind_type(void) { }\n"
          "static void early(void) WITH(destructor);\nstatic void early(void) { }\n"
          "static void late(void) { }\nvoid late(void) START;\n"
          "static WITH(constructor) void handed(void) { }\n"
          "static void __attribute__((used, section(\".x\"))) kept(void) { }\n"
          "PLAIN\nstatic void plain(void) { }\n"
          "static FORCE void force(void) { }\n"
          "static WITH(unused) int with(int a) { return a; }\n"
          "WITH(unused)\nstatic int with_above(int a) { return a; }\n",
          "int main(void) { return 0; }\n", "plain force with with_above",
          "direct macro above behind_type early late handed kept");
}

static void names_that_are_hidden(void **state)
{
    check(*state,
          "#define CAT(a, b) a##b\n#define CAT2(a, b) CAT(a, b)\n#define DO(x) CAT2(do_, x)()\n"
          "static int do_it(void) { return 1; }\nstatic int do_not(void) { return 1; }\n"
          "static int a_b_c(void) { return 1; }\n#define THREE(x) CAT2(a_, CAT2(x, _c))\n"
          "#define CLEAN __attribute__((cleanup(clean)))\nstatic void clean(int *p) { }\n"
          "static void by_asm(void) { }\nstatic void by_asm2(void) { }\n"
          "__asm__(\".globl x\\nx: jmp by_asm\");\n#define JUMP \"jmp \" \"by_asm2\"\n"
          "static void target(void) { }\nvoid other(void) __attribute__((alias(\"target\")));\n"
          "static void by_pragma(void) { }\n#pragma weak weak_one = by_pragma\n"
          "static int generic(void) { return 1; }\nstatic int chosen(void) { return 1; }\n",
          "int main(void) { CLEAN int a = DO(it); THREE(b)(); return _Generic(a, int: chosen)(); }\n",
          "do_not generic", "do_it a_b_c clean by_asm by_asm2 target by_pragma chosen");
}

static void two_of_a_name(void **state)
{
    check(*state,
          "#if FAST\nstatic int twice(void) { return fast(); }\n#else\nstatic int twice(void) { return slow(); }\n#endif\n"
          "static int fast(void) { return 1; }\nstatic int slow(void) { return 2; }\n"
          "#ifdef A\nstatic int dead(void) { return 1; }\n#else\nstatic int dead(void) { return 2; }\n#endif\n",
          "int main(void) { return twice(); }\n", "dead", "twice fast slow");
}

static void directives_inside(void **state)
{
    check(*state,
          "static int whole(int a) {\n#ifdef A\n    if (a) {\n        a++;\n    }\n#else\n    a--;\n#endif\n    return a;\n}\n"
          "static int defines(int a) {\n#define IN a\n    return IN;\n}\n"
          "static int includes(int a) {\n#include \"b.inc\"\n    return a;\n}\n"
          "static int says(int a) {\n#pragma pack(1)\n    return a;\n}\n"
          "#ifdef B\nstatic int heads(int a) {\n#else\nstatic int heads(int a, int b) {\n#endif\n    return a;\n}\n"
          "static int\n#ifdef C\nlong\n#endif\ninside_head(int a) { return a; }\n"
          "static int tails(int a) {\n#ifdef D\n    return a;\n}\n#else\n    return -a;\n}\n#endif\n"
          "static int arms(int a) {\n#ifdef E\n    if (a) {\n#else\n    {\n#endif\n    }\n    return a;\n}\n",
          "int main(void) { return 0; }\n", "whole arms", "defines includes says heads inside_head tails");
}

static void forms_in_doubt(void **state)
{
    check(*state,
          "typedef int number;\n#define NAME(x) prefix_##x\n#define ID(x) x\n#define END }\n#define OPEN (\n"
          "#define LIST [] =\n#define twin(x) twin(x)\n#define NEXT __COUNTER__\n#define QUIET _Pragma(\"pack(1)\")\n"
          "static int old(a) int a; { return a; }\n"
          "static number (nested(int a)) { return a; }\n"
          "static number (*pointer(int a)) { return 0; }\n"
          "static int NAME(made)(int a) { return a; }\n"
          "static int ID(wrapped(int a)) { return a; }\n"
          "static int twin(int a) { return a; }\n"
          "static struct pair { int x; } record(int a) { struct pair p = {a}; return p; }\n"
          "static int counts(void) { return NEXT; }\n"
          "static int packs(void) { QUIET return 1; }\n"
          "static int names(void) { extern int g(void) __asm__(\"h\"); return g(); }\n"
          "static int paren(void) { return OPEN 1); }\n"
          "static int takes(int (*f)(int), number (*g)(void)) { return f(1); }\n"
          "static int several(int a, ...) { return a; }\n"
          "static int array(int a[static 3]) { return a[0]; }\n"
          "static int ended(int a) { return a; END\nstatic int next(int a) { return a; }\n",
          "int main(void) { return 0; }\n", "takes several array",
          "old nested pointer NAME ID twin record counts packs names paren ended next");
}

static void static_is_a_macro(void **state)
{
    check(*state, "#define static\nstatic int f(int a) { return a; }\n", "int main(void) { return 0; }\n", "", "f");
    check(*state, "static int f(int a) { return a; }\n", "int main(void) { return 0; }\n", "f", "");
}

static void units_in_doubt(void **state)
{
    struct project *project = *state;
    const char *header = "static int f(int a) { return a; }\n";
    project_write(project, "part.inc", header);
    check(project, header, "#include \"part.inc\"\nint main(void) { return 0; }\n", "", "f"); /* a part of the source */
    check(project, header, "#include NOBODY(knows)\nint main(void) { return 0; }\n", "", "f");
    check(project, "static int f(int a) <% return a; %>\nstatic int g(void) { return 1; }\n",
          "int main(void) { return 0; }\n", "g", "f");
    check(project, "static int f(int a) { return a ?\?! 1; }\n", "int main(void) { return 0; }\n", "", "f");
    check(project, "static int f(int a) { return R\"(x)\"[a]; }\nstatic int g(void) { return 1; }\n",
          "int main(void) { return 0; }\n", "", "f g");
    project_write(project, "a.c", "#include \"a.h\"\nint main() { return 0; }\n");
    project_write(project, "a.h", header);
    check_in(project, DATABASE("cc -x c++"), "", "f");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_named, project_start, project_end),
        cmocka_unit_test_setup_teardown(what_attributes_run, project_start, project_end),
        cmocka_unit_test_setup_teardown(names_that_are_hidden, project_start, project_end),
        cmocka_unit_test_setup_teardown(two_of_a_name, project_start, project_end),
        cmocka_unit_test_setup_teardown(directives_inside, project_start, project_end),
        cmocka_unit_test_setup_teardown(forms_in_doubt, project_start, project_end),
        cmocka_unit_test_setup_teardown(static_is_a_macro, project_start, project_end),
        cmocka_unit_test_setup_teardown(units_in_doubt, project_start, project_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
