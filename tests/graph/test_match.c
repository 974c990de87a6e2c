/* SPDX-License-Identifier: Apache-2.0
 *
 * Source and object of one text, joined: which calls of the object are written, which are hidden. A text is compiled by
 * each compiler that is there; a line an edge:
 *
 *     h > printf written as puts          the source calls printf, the object puts
 *     h > memcpy hidden                   nobody wrote it; "for 256" after a construct of so many bytes
 *     h > f [g]                           made by g, which was inlined into h
 */
#include "base/text.h"
#include "facts/source/source.h"
#include "graph/graph.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static const char *const compilers[] = {"gcc", "clang-14", "clang-19"};
enum { COMPILERS = sizeof compilers / sizeof *compilers };

struct joined {
    struct arena *arena;
    struct intern *names;
    const struct object_facts *object;
    struct graph *graph;
    const char *text;
};

static void read_places(void *payload, const struct places_request_of *requests, uint32_t count,
                        const struct object_places **results)
{
    struct joined *joined = payload;
    for (uint32_t i = 0; i < count; i++) {
        struct object_places *places = arena_alloc(sizeof *places, joined->arena);
        object_places(joined->object, requests[i].functions, requests[i].count, joined->arena, places);
        results[i] = places;
    }
}

static const char *name_of(const struct joined *joined, name_id name)
{
    return intern_get(joined->names, name);
}

static const char *edge_text(struct joined *joined, const struct edge *edge)
{
    const struct graph *graph = joined->graph;
    struct text text = {.arena = joined->arena};
    const char *callee = name_of(joined, graph->nodes.items[edge->callee].linker);
    const char *source = name_of(joined, graph->nodes.items[edge->callee].name);
    text_format(&text, "%s > %s", name_of(joined, graph->nodes.items[edge->caller].name), source);
    const char *emitted = name_of(joined, edge->emitted);
    if (edge->flags & EDGE_HIDDEN)
        text_add(&text, " hidden");
    else if (edge->evidence == EVIDENCE_BOTH)
        text_add(&text, " written");
    if (edge->flags & EDGE_UNTOLD)
        text_add(&text, " untold");
    if (*emitted && strcmp(emitted, callee) != 0)
        text_format(&text, " as %s", emitted);
    if (edge->construct != NONE)
        text_format(&text, " for %u",
                    (unsigned)graph->units[edge->construct_unit].facts->copies.items[edge->construct].bytes);
    for (uint32_t i = 0; i < edge->inlined_count; i++)
        text_format(&text, " [%s]", name_of(joined, graph->inlines.items[edge->first_inlined + i].name));
    return text_get(&text);
}

static const char *write_text(struct arena *arena, const char *source)
{
    char *folder = arena_format(arena, "%s/match-XXXXXX", SIGVET_WORK);
    mkdir(SIGVET_WORK, 0777);
    assert_non_null(mkdtemp(folder));
    FILE *file = fopen(text_path(folder, "unit.c", arena), "w");
    fputs(source, file);
    fclose(file);
    return folder;
}

static struct facts *parse(struct joined *joined, const char *folder)
{
    const char *file = text_path(folder, "unit.c", joined->arena);
    const char *arguments[] = {"cc", "-std=gnu17", file, NULL};
    struct reading reading = {.file = file, .directory = folder, .parse = arguments};
    struct source_reader *reader = source_reader_new(joined->arena);
    struct facts *facts = arena_alloc(sizeof *facts, joined->arena);
    facts->names = joined->names;
    source_read(reader, &reading, facts, joined->arena);
    source_reader_free(reader);
    return facts;
}

static void tell(struct joined *joined)
{
    struct text text = {.arena = joined->arena};
    text_add(&text, "\n");
    for (uint32_t i = 0; i < joined->graph->edges.count; i++)
        text_format(&text, "%s\n", edge_text(joined, &joined->graph->edges.items[i]));
    for (uint32_t i = 0; i < joined->graph->folded.count; i++)
        text_format(&text, "folded %s\n",
                    name_of(joined, joined->graph->nodes.items[joined->graph->folded.items[i].callee].name));
    for (uint32_t i = 0; i < joined->graph->gaps.count; i++)
        text_format(&text, "gap %s\n", name_of(joined, joined->graph->gaps.items[i].kind));
    joined->text = text_get(&text);
}

/* NULL: that compiler is not there or cannot do this. */
static struct joined *join(const char *compiler, const char *flags, const char *source)
{
    struct arena *arena = arena_new();
    struct joined *joined = arena_alloc(sizeof *joined, arena);
    *joined = (struct joined){.arena = arena, .names = intern_new(arena)};
    const char *folder = write_text(arena, source);
    int code = system(arena_format(arena, "cd '%s' && %s -std=gnu17 -w %s -c unit.c -o unit.o 2>/dev/null", folder,
                                   compiler, flags));
    if (code != 0) {
        arena_free(arena);
        return NULL;
    }
    struct object_list list = {0};
    object_read(text_path(folder, "unit.o", arena), joined->names, arena, &list);
    assert_int_equal(list.objects.count, 1);
    joined->object = list.objects.items[0];
    const char *error = NULL;
    struct catalogue *catalogue = catalogue_load(SIGVET_TABLES_SOURCE, NULL, &error, arena);
    struct graph_unit unit = {.file = text_path(folder, "unit.c", arena),
                              .facts = parse(joined, folder),
                              .parsed = true,
                              .compiler = *compiler == 'c' ? COMPILER_CLANG : COMPILER_GCC};
    struct graph_object object = {.facts = joined->object, .unit = 0};
    struct place_reader reader = {.read = read_places, .payload = joined};
    struct graph_input input = {.units = &unit,
                                .unit_count = 1,
                                .objects = &object,
                                .object_count = 1,
                                .catalogue = catalogue,
                                .places = &reader};
    const struct root *unknown;
    joined->graph = graph_build(&input, &unknown, joined->names, arena);
    tell(joined);
    system(arena_format(arena, "rm -rf '%s'", folder));
    return joined;
}

static bool has(const struct joined *joined, const char *line)
{
    return strstr(joined->text, arena_format(joined->arena, "\n%s\n", line)) != NULL;
}

/*
 * Joins the text under every compiler: lines with '+' are there, with '-' not; both up to the first that fits. A line
 * may be for one family only: "gcc+ h > f".
 */
static void expect(const char *flags, const char *source, const char *const *lines)
{
    for (uint32_t c = 0; c < COMPILERS; c++) {
        struct joined *joined = join(compilers[c], flags, source);
        if (!joined)
            continue;
        for (const char *const *line = lines; *line; line++) {
            size_t family = strcspn(*line, "+-");
            bool wanted = (*line)[family] == '+';
            if (strncmp(compilers[c], *line, family) == 0 && has(joined, *line + family + 2) != wanted)
                fail_msg("%s %s: %s%s", compilers[c], flags, *line, joined->text);
        }
        arena_free(joined->arena);
    }
}

#define EXPECT(flags, source, ...) expect(flags, source, (const char *const[]){__VA_ARGS__, NULL})

#define HEAD "#include <signal.h>\n#include <stdio.h>\n#include <string.h>\n#include <unistd.h>\n#include <stdlib.h>\n"
#define MAIN "int main(void) { signal(SIGINT, h); return 0; }\n"

static void a_written_call(void **state)
{
    (void)state;
    for (int level = 0; level < 2; level++)
        EXPECT(level ? "-O2 -g" : "-O0 -g",
               HEAD "static void h(int s) {\n printf(\"%d\", s);\n write(1,\n  \"x\",\n  1);\n}\n" MAIN,
               "+ h > printf written", "+ h > write written", "- h > printf hidden");
    EXPECT("-O2 -g", HEAD "static void h(int s) { (void)s; printf(\"x\\n\"); }\n" MAIN, "+ h > printf written as puts",
           "- h > puts hidden");
    EXPECT("-O2 -g -D_FORTIFY_SOURCE=2", HEAD "static void h(int s) { printf(\"%d\", s); }\n" MAIN,
           "+ h > printf written as __printf_chk");
}

static void a_struct_copy(void **state)
{
    (void)state;
    static const char source[] = HEAD
        "struct big { char c[20000]; } a, b;\nchar *x, *y;\n"
        "static void h(int s) {\n (void)s;\n a = b;\n memcpy(x, y, 4); b = a;\n memcpy(x, y, 9000);\n}\n" MAIN;
    EXPECT("-O0 -g", source, "+ h > memcpy hidden for 20000", "+ h > memcpy written");
    EXPECT("-O2 -g", source, "+ h > memcpy hidden for 20000", "+ h > memcpy written");
}

static void a_zeroed_struct(void **state)
{
    (void)state;
    EXPECT("-O2 -g", HEAD "void use(char *);\nstatic void h(int s) {\n (void)s;\n char c[8192] = {0};\n use(c);\n}\n" MAIN,
           "clang+ h > memset hidden for 8192", "+ h > use written");
}

static void the_sanitizer(void **state)
{
    (void)state;
    EXPECT("-O1 -g -fsanitize=thread", HEAD "int n;\nstatic void h(int s) { n += s; }\n" MAIN,
           "+ h > __tsan_func_entry hidden", "gcc+ h > __tsan_read4 hidden", "+ h > __tsan_write4 hidden");
}

static void an_inlined_helper(void **state)
{
    (void)state;
    EXPECT("-O2 -g",
           HEAD "static void say(const char *t)\n{\n fputs(t, stderr);\n}\n"
                "static inline void twice(const char *t)\n{\n say(t);\n abort();\n}\n"
                "static void h(int s) {\n (void)s;\n twice(\"a\");\n}\n" MAIN,
           "+ h > abort written [twice]");
}

static void calls_that_were_folded(void **state)
{
    (void)state;
    EXPECT("-O2 -g",
           HEAD "static const int debug = 0;\nstatic void h(int s) {\n if (debug)\n  printf(\"%d\", s);\n write(1, \"\", 1);\n}\n" MAIN,
           "- h > printf written", "+ folded printf", "+ h > write written");
}

static void a_slot_that_became_direct(void **state)
{
    (void)state;
    EXPECT("-O2 -g",
           HEAD "__attribute__((noinline)) static void f(int s) { printf(\"%d\", s); }\n"
                "static const struct ops { void (*run)(int); } ops = { f };\n"
                "static void h(int s) { ops.run(s); }\n" MAIN,
           "+ h > f written", "- h > f hidden", "+ f > printf written");
    EXPECT("-O2 -g",
           HEAD "__attribute__((noinline)) void f(int s) { printf(\"%d\", s); }\n"
                "static void run(void (*g)(int), int s)\n{\n g(s);\n}\n"
                "static void h(int s) {\n run(f, s);\n}\n" MAIN,
           "- h > f hidden", "+ f > printf written");
}

static void clones_and_parts(void **state)
{
    (void)state;
    EXPECT("-O2 -g",
           HEAD "int n;\n__attribute__((noinline)) static int f(int a, int b)\n{\n if (a) { n = b; return write(a, \"\", 1); }\n abort();\n}\n"
                "static void h(int s) {\n f(s, 3);\n f(s, 5);\n}\n" MAIN,
           "+ h > f written", "- h > f hidden", "+ f > write written", "+ f > abort written", "- f > f");
    EXPECT("-O2 -g",
           HEAD "__attribute__((noinline)) static void one(int a) { printf(\"%d\", a); puts(\"x\"); }\n"
                "__attribute__((noinline)) static void two(int a) { printf(\"%d\", a); puts(\"x\"); }\n"
                "static void h(int s) {\n one(s);\n two(s);\n}\n" MAIN,
           "- h > one hidden", "- h > two hidden");
}

static void tail_calls(void **state)
{
    (void)state;
    EXPECT("-O2 -g",
           HEAD "void other(int);\nstatic void h(int s) {\n if (s)\n  other(s);\n}\n" MAIN,
           "+ h > other written");
}

static void without_lines(void **state)
{
    (void)state;
    EXPECT("-O1 -fsanitize=thread", HEAD "int n;\nstatic void h(int s) { n += s; write(1, \"\", 1); }\n" MAIN,
           "+ h > __tsan_func_entry hidden", "+ h > write written");
}

static void calls_in_macros(void **state)
{
    (void)state;
    EXPECT("-O2 -g",
           HEAD "#define SAY(t) \\\n do { \\\n  printf(\"%s\", t); \\\n  fflush(stdout); \\\n } while (0)\n"
                "char *p;\nstatic void h(int s) {\n (void)s;\n SAY(p);\n}\n" MAIN,
           "+ h > printf written", "+ h > fflush written");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_written_call),
        cmocka_unit_test(a_struct_copy),
        cmocka_unit_test(a_zeroed_struct),
        cmocka_unit_test(the_sanitizer),
        cmocka_unit_test(an_inlined_helper),
        cmocka_unit_test(calls_that_were_folded),
        cmocka_unit_test(a_slot_that_became_direct),
        cmocka_unit_test(clones_and_parts),
        cmocka_unit_test(tail_calls),
        cmocka_unit_test(without_lines),
        cmocka_unit_test(calls_in_macros),
    };
    return cmocka_run_group_tests_name("match", tests, NULL, NULL);
}
