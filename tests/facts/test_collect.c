/* SPDX-License-Identifier: Apache-2.0
 *
 * The reading of units by processes, with a source_read of its own that does what the file's name says:
 * crash, hang, eat memory, or give facts.
 */
#include "base/text.h"
#include "facts/collect.h"
#include "facts/source/source.h"
#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#ifndef __has_feature
#define __has_feature(feature) 0
#endif

/* ---- what the workers run ---- */

struct source_reader *source_reader_new(struct arena *arena)
{
    return arena_alloc(1, arena);
}

void source_reader_free(struct source_reader *reader)
{
    (void)reader;
}

static unsigned deepen(unsigned levels)
{
    volatile char room[4096];
    room[0] = (char)levels;
    return levels ? deepen(levels - 1) + (unsigned char)room[0] : 0;
}

static void misbehave(const char *file, struct arena *arena)
{
    if (strstr(file, "crash")) {
        signal(SIGSEGV, SIG_DFL); /* not the sanitizer's */
        raise(SIGSEGV);
    }
    if (strstr(file, "abort"))
        abort();
    if (strstr(file, "exit"))
        _exit(7);
    if (strstr(file, "deep"))
        deepen(20000);
    while (strstr(file, "hang"))
        pause();
    while (strstr(file, "memory"))
        memset(arena_alloc(1 << 20, arena), 1, 1 << 20);
    if (strstr(file, "slow"))
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    if (strstr(file, "noise"))
        printf("noise\n");
}

enum reading_state source_read(struct source_reader *reader, const struct reading *reading,
                               struct facts *facts, struct arena *arena)
{
    (void)reader;
    misbehave(reading->file, arena);
    uint32_t many = strstr(reading->file, "large") ? 100000 : 1;
    for (uint32_t i = 0; i < many; i++)
        *array_push(&facts->functions, arena) =
            (struct function){.name = intern_format(facts->names, "%s:%u", reading->file, i)};
    *array_push(&facts->inputs, arena) = (struct input){intern_text(facts->names, reading->file)};
    if (reading->parse[1] && reading->parse[2])
        *array_push(&facts->inputs, arena) = (struct input){intern_text(facts->names, reading->parse[3])};
    if (reading->plain)
        *array_push(&facts->gaps, arena) = (struct gap){.kind = intern_text(facts->names, "has-plain")};
    return strstr(reading->file, "partial") ? READING_PARTIAL : READING_WHOLE;
}

/* ---- what the tests see ---- */

static const char *const command[] = {"clang", NULL};

struct seen {
    struct text text; /* a line a result */
    uint32_t next;    /* the index that must come */
    uint32_t whole;
    struct intern *names;
};

static void note(void *payload, uint32_t index, const struct reading_result *result)
{
    struct seen *seen = payload;
    const struct facts *facts = result->facts;
    assert_int_equal(index, seen->next++);
    seen->whole += result->state == READING_WHOLE;
    text_format(&seen->text, "%u %d:", index, (int)result->state);
    if (facts->functions.count)
        text_format(&seen->text, " %s=%u x%u", intern_get(seen->names, facts->functions.items[0].name),
                    facts->functions.items[0].name, facts->functions.count);
    for (uint32_t i = 0; i < facts->inputs.count; i++)
        text_format(&seen->text, " <%s", intern_get(seen->names, facts->inputs.items[i].file));
    for (uint32_t i = 0; i < facts->gaps.count; i++)
        text_format(&seen->text, " [%s %s: %s]", intern_get(seen->names, facts->gaps.items[i].kind),
                    intern_get(seen->names, facts->gaps.items[i].subject),
                    intern_get(seen->names, facts->gaps.items[i].why));
    text_add(&seen->text, "\n");
}

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

/* Reads, and looks whether anything was left behind. */
static struct seen collect(const struct reading *readings, uint32_t count, struct collect_options options,
                           struct arena *arena)
{
    struct seen seen = {.text = {.arena = arena}, .names = intern_new(arena)};
    uint32_t files = count_files();
    collect_facts(readings, count, &options, seen.names, arena, note, &seen);
    assert_int_equal(seen.next, count);
    assert_int_equal(count_files(), files);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    return seen;
}

static struct reading reading(const char *file)
{
    return (struct reading){.file = file, .directory = "/", .parse = command};
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

static void nothing_to_read(void **state)
{
    struct seen seen = collect(NULL, 0, (struct collect_options){0}, *state);
    assert_string_equal(text_get(&seen.text), "");
}

static void one_unit(void **state)
{
    struct reading one = reading("/a.c");
    struct seen seen = collect(&one, 1, (struct collect_options){0}, *state);
    assert_string_equal(text_get(&seen.text), "0 0: /a.c:0=1 x1 </a.c\n");
}

static void what_is_not_parsed(void **state)
{
    struct reading readings[] = {
        {.file = "/gone.c", .trouble = "no such file", .trouble_kind = "unit-failed"},
        {.file = "/a.S", .trouble = "assembler", .trouble_kind = "assembler-unit"},
        reading("/partial.c"),
    };
    readings[2].note = "compiler 'cc' was not asked";
    struct seen seen = collect(readings, 3, (struct collect_options){0}, *state);
    assert_string_equal(text_get(&seen.text),
                        "0 2: [unit-failed /gone.c: no such file]\n"
                        "1 2: [assembler-unit /a.S: assembler]\n"
                        "2 1: /partial.c:0=7 x1 </partial.c"
                        " [compiler-not-asked /partial.c: compiler 'cc' was not asked]\n");
}

static void a_fallback_that_is_the_same_is_none(void **state)
{
    static const char *const other[] = {"clang", "-DX", NULL};
    struct reading readings[] = {reading("/a.c"), reading("/b.c")};
    readings[0].plain = command;
    readings[1].plain = other;
    struct seen seen = collect(readings, 2, (struct collect_options){0}, *state);
    assert_string_equal(text_get(&seen.text),
                        "0 0: /a.c:0=1 x1 </a.c\n1 0: /b.c:0=3 x1 </b.c [has-plain : ]\n");
}

static void the_file_of_macros_is_no_input(void **state)
{
    static const char *const imacros[] = {"clang", "-undef", "-imacros", "/dev/null", NULL};
    static const char *const own[] = {"clang", "-DX", "-imacros", "/dev/null", NULL};
    struct reading readings[] = {reading("/a.c"), reading("/b.c")};
    readings[0].parse = imacros;
    readings[1].parse = own;
    struct seen seen = collect(readings, 2, (struct collect_options){0}, *state);
    assert_non_null(strstr(text_get(&seen.text), "</a.c\n"));
    assert_non_null(strstr(text_get(&seen.text), "</b.c </dev/null\n"));
}

static void a_crash_costs_one_unit(void **state)
{
    struct reading readings[] = {reading("/a.c"),     reading("/crash.c"), reading("/b.c"),
                                 reading("/abort.c"), reading("/exit.c"),  reading("/c.c")};
    struct seen seen = collect(readings, 6, (struct collect_options){.workers = 2}, *state);
    const char *text = text_get(&seen.text);
    assert_int_equal(seen.whole, 3);
    assert_non_null(
        strstr(text, "1 2: [unit-failed /crash.c: libclang was ended by SIGSEGV while reading it]\n"));
    assert_non_null(
        strstr(text, "3 2: [unit-failed /abort.c: libclang was ended by SIGABRT while reading it]\n"));
    assert_non_null(
        strstr(text, "4 2: [unit-failed /exit.c: libclang ended with exit code 7 while reading it]\n"));
}

static void only_crashes(void **state)
{
    struct reading readings[40];
    for (int i = 0; i < 40; i++)
        readings[i] = reading("/crash.c");
    struct seen seen = collect(readings, 40, (struct collect_options){.workers = 3}, *state);
    assert_int_equal(seen.whole, 0);
}

static void a_hang_is_ended(void **state)
{
    struct reading readings[] = {reading("/hang.c"), reading("/a.c"), reading("/b.c"), reading("/hang2.c")};
    time_t before = time(NULL);
    struct seen seen =
        collect(readings, 4, (struct collect_options){.workers = 2, .seconds_per_unit = 1}, *state);
    assert_true(time(NULL) - before <= 4);
    assert_int_equal(seen.whole, 2);
    assert_non_null(strstr(text_get(&seen.text), "0 2: [unit-failed /hang.c: reading took more than 1 s]\n"));
}

static void memory_is_limited(void **state)
{
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
    (void)state;
    skip();
#else
    struct reading readings[] = {reading("/memory.c"), reading("/a.c")};
    struct seen seen = collect(readings, 2, (struct collect_options){.workers = 1, .mebibytes = 256}, *state);
    assert_int_equal(seen.whole, 1);
    assert_non_null(strstr(text_get(&seen.text),
                           "0 2: [unit-failed /memory.c: reading took more than its 256 MiB of memory]\n"));
#endif
}

/* 80 MB of stack, ten times what a process has as a rule. */
static void the_stack_is_deep(void **state)
{
    struct reading one = reading("/deep.c");
    assert_int_equal(collect(&one, 1, (struct collect_options){0}, *state).whole, 1);
}

static void large_facts_come_through(void **state)
{
    struct reading readings[] = {reading("/large.c"), reading("/a.c"), reading("/large2.c")};
    struct seen seen = collect(readings, 3, (struct collect_options){.workers = 3}, *state);
    assert_non_null(strstr(text_get(&seen.text), "2 0: /large2.c:0=100004 x100000 </large2.c\n"));
}

/* The same text, ids of names included, whatever the number of workers and whoever is slow. */
static void workers_do_not_show(void **state)
{
    enum { MANY = 60 };
    struct reading readings[MANY];
    for (int i = 0; i < MANY; i++) {
        const char *kind = i % 7 == 0 ? "slow" : i % 11 == 0 ? "crash" : "noise";
        readings[i] = reading(arena_format(*state, "/%s%d.c", kind, i));
        if (i % 13 == 0)
            readings[i] = (struct reading){.file = "/x.c", .trouble = "gone", .trouble_kind = "unit-failed"};
    }
    const char *first = NULL;
    for (uint32_t workers = 1; workers <= 9; workers += 2) {
        struct seen seen = collect(readings, MANY, (struct collect_options){.workers = workers}, *state);
        first = first ? first : text_get(&seen.text);
        assert_string_equal(text_get(&seen.text), first);
    }
}

static void drop(void *payload, uint32_t index, const struct reading_result *result)
{
    (void)payload;
    (void)index;
    (void)result;
}

/* Whether a process of that group still lives; zombies that nobody waits for do not count. */
static bool group_lives(pid_t group)
{
    char path[64], line[512];
    DIR *folder = opendir("/proc");
    bool lives = false;
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        snprintf(path, sizeof path, "/proc/%.20s/stat", entry->d_name);
        FILE *file = fopen(path, "re");
        if (!file)
            continue;
        char *at = fgets(line, sizeof line, file) ? strrchr(line, ')') : NULL;
        char state = 0;
        int its_group = 0;
        if (at && sscanf(at + 1, " %c %*d %d", &state, &its_group) == 2)
            lives |= its_group == group && state != 'Z';
        fclose(file);
    }
    if (folder)
        closedir(folder);
    return lives;
}

static void workers_die_with_their_parent(void **state)
{
    pid_t parent = fork();
    if (parent == 0) {
        setpgid(0, 0);
        struct reading readings[] = {reading("/hang.c"), reading("/hang2.c")};
        collect_facts(readings, 2, &(struct collect_options){.workers = 2}, intern_new(*state), *state, drop,
                      NULL);
        _exit(0);
    }
    setpgid(parent, parent);
    nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
    kill(parent, SIGINT);
    int status = 0;
    waitpid(parent, &status, 0);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
    for (int i = 0; i < 100 && group_lives(parent); i++)
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    assert_false(group_lives(parent));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_to_read, start, end),
        cmocka_unit_test_setup_teardown(one_unit, start, end),
        cmocka_unit_test_setup_teardown(what_is_not_parsed, start, end),
        cmocka_unit_test_setup_teardown(a_fallback_that_is_the_same_is_none, start, end),
        cmocka_unit_test_setup_teardown(the_file_of_macros_is_no_input, start, end),
        cmocka_unit_test_setup_teardown(a_crash_costs_one_unit, start, end),
        cmocka_unit_test_setup_teardown(only_crashes, start, end),
        cmocka_unit_test_setup_teardown(a_hang_is_ended, start, end),
        cmocka_unit_test_setup_teardown(memory_is_limited, start, end),
        cmocka_unit_test_setup_teardown(the_stack_is_deep, start, end),
        cmocka_unit_test_setup_teardown(large_facts_come_through, start, end),
        cmocka_unit_test_setup_teardown(workers_do_not_show, start, end),
        cmocka_unit_test_setup_teardown(workers_die_with_their_parent, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
