/* SPDX-License-Identifier: Apache-2.0
 *
 * Objects read by workers are what they are when read here, whatever the number of workers; damaged and
 * foreign files are among them.
 */
#include "object_text.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

enum { FILES = 9 };

static const char *const sources[] = {
    "#include <signal.h>\n#include \"real/one.h\"\n"
    "void ext(int); static void on(int s) { ext(s); one(s); }\n"
    "int main(int n, char **v) { (void)v; signal(2, on); return n; }\n",
    "void ext(int); extern void (*hook)(int); static void on(int s) { hook(s); }\n"
    "static void (*const table[])(int) = { on, ext };\n"
    "#include \"link/one.h\"\n#include \"real/linked.h\"\n"
    "void many(int n) { table[n](n); one(n); two(n); }\n",
    "int own; __attribute__((weak)) void ext(int s) { own = s; }\n",
};

struct site {
    struct arena *arena;
    const char *folder;
    const char *paths[FILES];
};

static void run(struct site *site, const char *command)
{
    assert_int_equal(system(arena_format(site->arena, "cd %s && %s", site->folder, command)), 0);
}

static void put(struct site *site, const char *name, const char *content)
{
    FILE *file = fopen(text_path(site->folder, name, site->arena), "w");
    assert_non_null(file);
    fputs(content, file);
    fclose(file);
}

/* Objects with and without DWARF, an archive, a linked program; one cut off, one that is none, one that is
 * not there. */
static int start(void **state)
{
    static const char *const names[FILES] = {"0.o", "1.o",  "cut.o",    "plain.o", "all.a",
                                             "2.o", "text", "is-not.o", "program"};
    char folder[] = "/tmp/sigvet-objects-XXXXXX";
    struct arena *arena = arena_new();
    struct site *site = arena_alloc(sizeof *site, arena);
    assert_non_null(mkdtemp(folder));
    *site = (struct site){.arena = arena, .folder = realpath(folder, NULL)};
    run(site, "mkdir real && ln -s real link && ln -s two.h real/linked.h");
    put(site, "real/one.h",
        "static inline __attribute__((always_inline)) void one(int s)\n{\n    ext(s);\n}\n");
    put(site, "real/two.h",
        "static inline __attribute__((always_inline)) void two(int s)\n{\n    ext(s);\n}\n");
    for (int i = 0; i < 3; i++) {
        put(site, arena_format(arena, "%d.c", i), sources[i]);
        run(site, arena_format(arena, "cc -w -O2 -g -c %d.c", i));
    }
    run(site, "cc -w -O2 -c 1.c -o plain.o && ar rc all.a 0.o 1.o plain.o && head -c 700 0.o > cut.o");
    run(site, "echo 'void (*hook)(int);' > hook.c && cc -w -O2 -g 0.c 1.c 2.c hook.c -o program");
    put(site, "text", "nothing\n");
    for (int i = 0; i < FILES; i++)
        site->paths[i] = text_path(site->folder, names[i], arena);
    *state = site;
    return 0;
}

static int end(void **state)
{
    struct site *site = *state;
    run(site, "cd / && rm -rf \"$OLDPWD\"");
    free((char *)site->folder);
    arena_free(site->arena);
    return 0;
}

/* What a round of reading gave. */
struct round {
    struct intern *names;
    struct object_list lists[FILES];
    ARRAY(const struct object_facts *) objects;
    struct text text;
};

static struct round *round_new(struct arena *arena)
{
    struct round *round = arena_alloc(sizeof *round, arena);
    round->names = intern_new(arena);
    round->text.arena = arena;
    return round;
}

static void take_objects(struct round *round, struct arena *arena)
{
    for (uint32_t i = 0; i < FILES; i++) {
        add_list(&round->text, round->names, &round->lists[i]);
        for (uint32_t o = 0; o < round->lists[i].objects.count; o++)
            *array_push(&round->objects, arena) = round->lists[i].objects.items[o];
    }
}

static struct places_request all_bodies(const struct object_facts *facts, struct arena *arena)
{
    ARRAY(uint32_t) bodies = {NULL, 0, 0};
    for (uint32_t i = 0; i < facts->functions.count; i++)
        if (facts->functions.items[i].body == i)
            *array_push(&bodies, arena) = i;
    return (struct places_request){facts, bodies.items, bodies.count};
}

/* Everything, by workers. */
static struct round *collect(struct site *site, uint32_t workers)
{
    struct arena *arena = site->arena;
    struct round *round = round_new(arena);
    struct collect_options options = {.workers = workers};
    intern_text(round->names, "a name that was there before");
    collect_objects(site->paths, FILES, &options, round->names, arena, round->lists);
    take_objects(round, arena);
    uint32_t count = round->objects.count;
    struct object_debug *debug = arena_array(count, sizeof *debug, arena);
    struct object_places *places = arena_array(count, sizeof *places, arena);
    struct places_request *requests = arena_array(count, sizeof *requests, arena);
    for (uint32_t i = 0; i < count; i++)
        requests[i] = all_bodies(round->objects.items[i], arena);
    collect_debug(round->objects.items, count, &options, round->names, arena, debug);
    collect_places(requests, count, &options, round->names, arena, places);
    for (uint32_t i = 0; i < count; i++) {
        add_debug(&round->text, round->names, &debug[i]);
        add_places(&round->text, round->names, &places[i]);
    }
    return round;
}

/* Everything, in this process. */
static struct round *read_here(struct site *site)
{
    struct round *round = round_new(site->arena);
    for (uint32_t i = 0; i < FILES; i++)
        object_read(site->paths[i], round->names, site->arena, &round->lists[i]);
    take_objects(round, site->arena);
    for (uint32_t i = 0; i < round->objects.count; i++) {
        struct places_request request = all_bodies(round->objects.items[i], site->arena);
        struct object_debug debug;
        struct object_places places;
        object_debug(request.object, site->arena, &debug);
        object_places(request.object, request.functions, request.count, site->arena, &places);
        add_debug(&round->text, round->names, &debug);
        add_places(&round->text, round->names, &places);
    }
    return round;
}

static void the_same_as_in_process(void **state)
{
    struct round *here = read_here(*state), *there = collect(*state, 2);
    assert_int_equal(here->objects.count, FILES + 1); /* three in the archive, and a file that is not there */
    assert_string_equal(text_get(&there->text), text_get(&here->text));
    const char *const parts[] = {"\nfunction on ",    "\nneeded libc.so", "\ninline one - ",
                                 "gap unread-object", "\ndatum table ",   "gap debug "};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        assert_non_null(strstr(text_get(&here->text), parts[i]));
    for (uint32_t i = 0; i < there->objects.count; i++)
        assert_ptr_equal(there->objects.items[i]->names, there->names);
}

static void workers_do_not_show(void **state)
{
    struct round *one = collect(*state, 1);
    add_names(&one->text, one->names);
    for (uint32_t workers = 2; workers <= 6; workers += 2) {
        struct round *more = collect(*state, workers);
        add_names(&more->text, more->names);
        assert_string_equal(text_get(&more->text), text_get(&one->text));
    }
}

static void nothing_to_read(void **state)
{
    struct site *site = *state;
    struct intern *names = intern_new(site->arena);
    struct collect_options options = {.workers = 0};
    collect_objects(NULL, 0, &options, names, site->arena, NULL);
    collect_places(NULL, 0, &options, names, site->arena, NULL);
    collect_debug(NULL, 0, &options, names, site->arena, NULL);
    assert_int_equal(intern_count(names), 1);
}

static bool has_input(const struct object_debug *debug, const struct intern *names, const char *path)
{
    for (uint32_t i = 0; i < debug->inputs.count; i++)
        if (strcmp(intern_get(names, debug->inputs.items[i].file), path) == 0)
            return true;
    return false;
}

/* A header is named by its real path, be its folder a link or itself. */
static void files_have_their_real_names(void **state)
{
    struct site *site = *state;
    struct round *round = round_new(site->arena);
    struct object_debug debug;
    collect_objects(&site->paths[1], 1, &(struct collect_options){0}, round->names, site->arena,
                    round->lists);
    assert_int_equal(round->lists[0].objects.count, 1);
    const struct object_facts *object = round->lists[0].objects.items[0];
    collect_debug(&object, 1, &(struct collect_options){0}, round->names, site->arena, &debug);
    assert_true(has_input(&debug, round->names, text_path(site->folder, "real/one.h", site->arena)));
    assert_true(has_input(&debug, round->names, text_path(site->folder, "real/two.h", site->arena)));
    assert_false(has_input(&debug, round->names, text_path(site->folder, "link/one.h", site->arena)));
    assert_false(has_input(&debug, round->names, text_path(site->folder, "real/linked.h", site->arena)));
}

/* A file that is another one by the time its places are asked for. */
static void a_changed_file_has_no_places(void **state)
{
    struct site *site = *state;
    struct round *round = round_new(site->arena);
    struct object_places places;
    collect_objects(site->paths, 1, &(struct collect_options){0}, round->names, site->arena, round->lists);
    run(site, "cp 0.o kept.o && echo >> 0.o");
    struct places_request request = all_bodies(round->lists[0].objects.items[0], site->arena);
    collect_places(&request, 1, &(struct collect_options){0}, round->names, site->arena, &places);
    run(site, "mv kept.o 0.o");
    assert_true(places.places.count > 0);
    assert_int_equal(places.places.items[0].place.line, 0);
    assert_int_equal(places.gaps.count, 1);
    assert_non_null(strstr(intern_get(round->names, places.gaps.items[0].why), "changed"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_as_in_process),
        cmocka_unit_test(workers_do_not_show),
        cmocka_unit_test(nothing_to_read),
        cmocka_unit_test(files_have_their_real_names),
        cmocka_unit_test(a_changed_file_has_no_places),
    };
    return cmocka_run_group_tests(tests, start, end);
}
