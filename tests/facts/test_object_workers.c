/* SPDX-License-Identifier: Apache-2.0
 *
 * The reading of objects by processes, with readers of its own that do what the file's name says: crash,
 * hang, eat memory, lie, or give facts.
 */
#include "facts/objects.h"
#include "object_text.h"
#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#ifndef __has_feature
#define __has_feature(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
enum { MEMORY_LIMITED = 0 };
#else
enum { MEMORY_LIMITED = 1 };
#endif

/* ---- what the workers run ---- */

static void misbehave(const char *path, struct arena *arena)
{
    if (strstr(path, "crash")) {
        signal(SIGSEGV, SIG_DFL); /* not the sanitizer's */
        raise(SIGSEGV);
    }
    while (strstr(path, "hang"))
        pause();
    while (strstr(path, "memory"))
        memset(arena_alloc(1 << 20, arena), 1, 1 << 20);
    if (strstr(path, "slow"))
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
}

/* A function with two calls; what is behind an '@' of the path says what is done later. */
void object_read(const char *path, struct intern *names, struct arena *arena, struct object_list *list)
{
    if (!strchr(path, '@'))
        misbehave(path, arena);
    struct object_facts *facts = arena_alloc(sizeof *facts, arena);
    facts->names = names;
    intern_format(names, "%s is not named by any fact", path);
    facts->path = intern_text(names, path);
    *array_push(&facts->sections, arena) = (struct object_section){.name = intern_text(names, ".text")};
    *array_push(&facts->functions, arena) = (struct object_function){
        .name = intern_text(names, path + 1), .parent = NONE, .scope = SCOPE_GLOBAL, .call_count = 2};
    for (uint64_t i = 0; i < 2; i++)
        *array_push(&facts->calls, arena) = (struct object_call){
            .caller = strstr(path, "lie") && !strchr(path, '@') ? 7 : 0, .callee = NONE, .address = i};
    *array_push(&list->objects, arena) = facts;
}

void object_places(const struct object_facts *facts, const uint32_t *functions, uint32_t count,
                   struct arena *arena, struct object_places *places)
{
    const char *path = intern_get(facts->names, facts->path);
    misbehave(path, arena);
    *places = (struct object_places){.places.items = NULL};
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t c = 0; c < 2; c++)
            *array_push(&places->places, arena) = (struct object_place){
                .call = strstr(path, "lie") ? 1 - c : c,
                .place = {intern_format(facts->names, "%s.c", path), functions[i] + 5, 1}};
}

void object_debug(const struct object_facts *facts, struct arena *arena, struct object_debug *debug)
{
    const char *path = intern_get(facts->names, facts->path);
    misbehave(path, arena);
    *debug = (struct object_debug){.units.items = NULL};
    *array_push(&debug->units, arena) =
        (struct object_unit){.name = intern_format(facts->names, "%s.c", path),
                             .producer = intern_text(facts->names, "a compiler")};
    *array_push(&debug->definitions, arena) = (struct object_definition){
        .name = intern_text(facts->names, "a function"), .unit = strstr(path, "lie") ? 1 : 0};
}

/* ---- what the tests see ---- */

static uint32_t count_files(void)
{
    uint32_t count = 0;
    DIR *folder = opendir("/proc/self/fd");
    while (folder && readdir(folder))
        count++;
    if (folder)
        closedir(folder);
    return count;
}

/* Reads all three ways, and looks whether anything was left behind. */
static const char *collect(const char *const *paths, uint32_t count, struct collect_options options,
                           struct arena *arena)
{
    struct intern *names = intern_new(arena);
    struct text text = {.arena = arena};
    uint32_t files = count_files();
    struct object_list *lists = arena_array(count, sizeof *lists, arena);
    collect_objects(paths, count, &options, names, arena, lists);
    ARRAY(const struct object_facts *) objects = {NULL, 0, 0};
    for (uint32_t i = 0; i < count; i++) {
        add_list(&text, names, &lists[i]);
        if (lists[i].objects.count)
            *array_push(&objects, arena) = lists[i].objects.items[0];
    }
    struct object_debug *debug = arena_array(objects.count, sizeof *debug, arena);
    struct object_places *places = arena_array(objects.count, sizeof *places, arena);
    struct places_request *requests = arena_array(objects.count, sizeof *requests, arena);
    static const uint32_t first = 0;
    for (uint32_t i = 0; i < objects.count; i++)
        requests[i] = (struct places_request){objects.items[i], &first, 1};
    collect_debug(objects.items, objects.count, &options, names, arena, debug);
    collect_places(requests, objects.count, &options, names, arena, places);
    for (uint32_t i = 0; i < objects.count; i++) {
        add_debug(&text, names, &debug[i]);
        add_places(&text, names, &places[i]);
    }
    add_names(&text, names);
    assert_int_equal(count_files(), files);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    return text_get(&text);
}

static int start(void **state)
{
    *state = arena_new();
    return 0;
}

static int end(void **state)
{
    arena_free(*state);
    return 0;
}

static void assert_says(const char *text, const char *line)
{
    if (!strstr(text, line))
        fail_msg("not found: %s\nin:\n%s", line, text);
}

static void one_object(void **state)
{
    const char *path = "/a.o";
    const char *text = collect(&path, 1, (struct collect_options){0}, *state);
    assert_says(text, "list 1\nobject /a.o ");
    assert_says(text, "unit /a.o.c - a compiler\n");
    assert_says(text, "place 0 0 0 /a.o.c:5:1\nplace 1 0 0 /a.o.c:5:1\n");
    assert_null(strstr(text, "gap "));
    assert_null(strstr(text, "is not named by any fact"));
}

#define FAILED(path, why) "gap object-failed " path " (" why ") 4294967295 -:0:0\n"
#define CRASHED           "the reading process was ended by SIGSEGV while reading it"

static void a_crash_costs_one_object(void **state)
{
    static const char *const paths[] = {"/a.o", "/crash.o", "/b.o", "/@crash.o", "/crash2.o", "/c.o"};
    for (uint32_t workers = 1; workers <= 3; workers++) {
        const char *text = collect(paths, 6, (struct collect_options){.workers = workers}, *state);
        assert_says(text, "list 0\n" FAILED("/crash.o", CRASHED) "list 1\nobject /b.o");
        assert_says(text, "list 0\n" FAILED("/crash2.o", CRASHED) "list 1\nobject /c.o");
        assert_says(text, "\n" FAILED("/@crash.o", CRASHED) "place 0 0 0 -:0:0\nplace 1 0 0 -:0:0\n" FAILED(
                              "/@crash.o", CRASHED) "unit /c.o.c - a compiler\n");
        assert_says(text, "place 0 0 0 /c.o.c:5:1\n");
    }
}

static void a_hang_is_ended(void **state)
{
    static const char *const paths[] = {"/hang.o", "/a.o", "/@hang.o"};
    time_t before = time(NULL);
    const char *text =
        collect(paths, 3, (struct collect_options){.workers = 2, .seconds_per_unit = 1}, *state);
    assert_true(time(NULL) - before <= 6);
    assert_says(text, FAILED("/hang.o", "reading took more than 1 s"));
    assert_says(text, FAILED("/@hang.o", "reading took more than 1 s"));
    assert_says(text, "place 1 0 0 /a.o.c:5:1\n");
}

static void memory_is_limited(void **state)
{
    static const char *const paths[] = {"/memory.o", "/a.o", "/@memory.o"};
    if (!MEMORY_LIMITED)
        skip();
    const char *text = collect(paths, 3, (struct collect_options){.workers = 1, .mebibytes = 256}, *state);
    assert_says(text, FAILED("/memory.o", "reading took more than its 256 MiB of memory"));
    assert_says(text, FAILED("/@memory.o", "reading took more than its 256 MiB of memory"));
    assert_says(text, "place 1 0 0 /a.o.c:5:1\n");
}

/* What this process holds already is no reason to give the workers less. */
static void memory_of_the_parent_does_not_count(void **state)
{
    const char *path = "/a.o";
    memset(arena_alloc((size_t)300 << 20, *state), 1, (size_t)300 << 20);
    const char *text = collect(&path, 1, (struct collect_options){.workers = 1, .mebibytes = 256}, *state);
    assert_says(text, "place 1 0 0 /a.o.c:5:1\n");
}

static void lies_are_not_believed(void **state)
{
    static const char *const paths[] = {"/lie.o", "/@lie.o", "/a.o"};
    const char *text = collect(paths, 3, (struct collect_options){.workers = 1}, *state);
    assert_says(text, "list 0\n" FAILED("/lie.o", "what the reading process answered is damaged"));
    assert_says(text,
                "\n" FAILED("/@lie.o", "what the reading process answered is damaged") "place 0 0 0 -:0:0\n");
    assert_says(text, "place 1 0 0 /a.o.c:5:1\n");
}

/* The same text, ids of names included, whatever the number of workers and whoever is slow or dies. */
static void workers_do_not_show(void **state)
{
    enum { MANY = 60 };
    const char *paths[MANY], *first = NULL;
    for (int i = 0; i < MANY; i++)
        paths[i] = arena_format(*state, "/%s%d.o",
                                i % 7 == 0    ? "slow"
                                : i % 11 == 0 ? "crash"
                                : i % 13 == 0 ? "@crash"
                                              : "",
                                i);
    for (uint32_t workers = 1; workers <= 9; workers += 2) {
        const char *text = collect(paths, MANY, (struct collect_options){.workers = workers}, *state);
        first = first ? first : text;
        assert_string_equal(text, first);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_object, start, end),
        cmocka_unit_test_setup_teardown(a_crash_costs_one_object, start, end),
        cmocka_unit_test_setup_teardown(a_hang_is_ended, start, end),
        cmocka_unit_test_setup_teardown(memory_is_limited, start, end),
        cmocka_unit_test_setup_teardown(memory_of_the_parent_does_not_count, start, end),
        cmocka_unit_test_setup_teardown(lies_are_not_believed, start, end),
        cmocka_unit_test_setup_teardown(workers_do_not_show, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
