/* SPDX-License-Identifier: Apache-2.0
 *
 * The race runtime: what it must report, what orders two accesses, and where it keeps quiet.
 */
#include "heap/heap.h"
#include "race/race.h"
#include "thread/thread.h"
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

uint32_t __tsan_atomic32_load(const volatile uint32_t *at, int order);
void __tsan_atomic32_store(volatile uint32_t *at, uint32_t value, int order);

static char *memory;
static uint32_t flag;

/* Each kind of test accesses by a place of its own, for a pair of places is reported once. */
static void access_at(bool write, uintptr_t place, size_t offset, size_t size)
{
    if (write)
        racewriterangepc(memory + offset, size, 0, place);
    else
        racereadrangepc(memory + offset, size, 0, place);
}

struct accesses {
    bool write;
    size_t offset, size;
    uintptr_t place;
    bool wait, tell; /* for the flag, with an atomic operation */
};

static void do_accesses(void *argument)
{
    const struct accesses *accesses = argument;
    while (accesses->wait && __tsan_atomic32_load(&flag, __ATOMIC_ACQUIRE) == 0)
        thread_yield();
    access_at(accesses->write, accesses->place, accesses->offset, accesses->size);
    if (accesses->tell)
        __tsan_atomic32_store(&flag, 1, __ATOMIC_RELEASE);
}

/* On user stacks of two threads. Whether it was a race. */
static bool race_between(struct accesses one, struct accesses two, bool join_between)
{
    unsigned before = race_reports();
    static uintptr_t place = 1;
    memory = heap_alloc(256);
    flag = 0;
    one.place = place++;
    two.place = place++;
    struct m *first = thread_start(do_accesses, &one);
    if (join_between)
        thread_join(first);
    struct m *second = thread_start(do_accesses, &two);
    if (!join_between)
        thread_join(first);
    thread_join(second);
    heap_free(memory);
    return race_reports() > before;
}

static bool failed[16];

static void all_pairs(void *argument)
{
    (void)argument;
    struct accesses read = {.size = 8}, write = {.write = true, .size = 8};
    struct accesses low = {.write = true, .size = 4}, high = {.write = true, .offset = 4, .size = 4};
    struct accesses range = {.write = true, .offset = 0, .size = 256}, last = {.offset = 255, .size = 1};
    struct accesses tells = {.write = true, .size = 8, .tell = true}, waits = {.size = 8, .wait = true};
    failed[0] = !race_between(write, write, false);
    failed[1] = !race_between(read, write, false);
    failed[2] = !race_between(write, read, false);
    failed[3] = race_between(read, read, false);
    failed[4] = race_between(low, high, false);
    failed[5] = !race_between(range, last, false);
    failed[6] = race_between(write, write, true);
    failed[7] = race_between(tells, waits, false);
    failed[8] = !race_between(low, write, false);
}

static void pairs(void **state)
{
    (void)state;
    int errors = dup(STDERR_FILENO), null = open("/dev/null", O_WRONLY);
    dup2(null, STDERR_FILENO);
    thread_join(thread_start(all_pairs, NULL));
    dup2(errors, STDERR_FILENO);
    close(errors);
    close(null);
    for (unsigned i = 0; i < sizeof failed; i++)
        if (failed[i])
            fail_msg("pair %u", i);
}

static void on_system_stack(void *argument)
{
    (void)argument;
    access_at(true, 1000, 0, 8);
}

/* The system's stack is no context of its own, and the stacks are not watched. */
static void ignored(void **state)
{
    (void)state;
    unsigned before = race_reports();
    memory = heap_alloc(64);
    systemstack(on_system_stack, NULL);
    access_at(true, 1001, 0, 8);
    assert_int_equal(race_reports(), before);
    heap_free(memory);
}

/* More threads than contexts, one after the other and at once: contexts are used again, or missing. */
static void nothing_to_do(void *argument)
{
    *(int *)argument += 1;
}

static void many_threads(void **state)
{
    struct m *threads[RACE_CONTEXTS + 8];
    int counts[RACE_CONTEXTS + 8] = {0};
    (void)state;
    for (int i = 0; i < RACE_CONTEXTS + 8; i++)
        threads[i] = thread_start(nothing_to_do, &counts[i]);
    for (int i = 0; i < RACE_CONTEXTS + 8; i++)
        thread_join(threads[i]);
    for (int i = 0; i < RACE_CONTEXTS + 8; i++)
        assert_int_equal(counts[i], 1);
    struct race_context *context = race_context_new(NULL);
    assert_non_null(context);
    race_context_end(context, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs),
        cmocka_unit_test(ignored),
        cmocka_unit_test(many_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
