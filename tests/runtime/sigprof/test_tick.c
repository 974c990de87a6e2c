/* SPDX-License-Identifier: Apache-2.0
 *
 * The handler by itself, called with signals made up: what becomes of a tick, and that none is forgotten.
 */
#include "sigprof/collect.h"
#include "sigprof/tick.h"
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>
#include <cmocka.h>

static struct collection stacks;
static ucontext_t interrupted;

static int start(void **state)
{
    (void)state;
    memset(&tick, 0, sizeof tick);
    memory_release(&stacks.memory);
    stacks = (struct collection){0};
    tick.process = getpid();
    assert_true(profile_open(&tick.profile, 100));
    tick.on = 1;
    return 0;
}

static void send(struct tick_thread *thread, uintptr_t address, int overrun)
{
    siginfo_t info = {.si_signo = SIGPROF, .si_code = SI_TIMER};
    info.si_value.sival_ptr = thread;
    info.si_overrun = overrun;
    interrupted.uc_mcontext.gregs[REG_RIP] = (greg_t)address;
    tick_handle(SIGPROF, &info, &interrupted);
    assert_int_equal(tick.inside, 0);
}

static uint64_t all_lost(void)
{
    uint64_t lost = tick.profile.lost + stacks.lost_log;
    for (int why = 0; why < LOSSES; why++)
        lost += tick.lost[why];
    return lost;
}

static void read_all(void)
{
    struct profile_words words;
    tick.on = 0;
    profile_close(&tick.profile);
    while ((words = profile_read(&tick.profile)).words)
        collect(&stacks, words.words, words.count);
}

static void a_sample(void **state)
{
    (void)state;
    send(&tick.threads[3], 0x4000, 0);
    tick.epoch = 7;
    send(&tick.threads[3], 0x4000, 2);
    assert_int_equal(tick.threads[3].ticks, 4);
    read_all();
    assert_int_equal(stacks.samples, 2);
    assert_int_equal(tick.lost[LOSS_OVERRUN], 2);
    /* The same address in another epoch is another stack. */
    assert_int_equal(stacks.count, 2);
    assert_int_equal(stacks.items[0].words[0], 0x4000);
    assert_int_equal(stacks.items[0].depth, 1);
    assert_true(stacks.items[0].epoch + stacks.items[1].epoch == 7);
}

static void strangers(void **state)
{
    (void)state;
    send(NULL, 1, 0);
    send((struct tick_thread *)((char *)&tick.threads[1] + 8), 1, 0);
    send(&tick.threads[TICK_THREADS - 1] + 1, 1, 0);
    siginfo_t info = {.si_signo = SIGPROF, .si_code = SI_USER};
    info.si_value.sival_ptr = &tick.threads[0];
    tick_handle(SIGPROF, &info, &interrupted);
    assert_int_equal(tick.strange, 4);
    assert_int_equal(tick.profile.count, 0);
    tick.on = 0;
    send(&tick.threads[0], 1, 0);
    assert_int_equal(tick.threads[0].ticks, 0);
}

static void the_lock_is_busy(void **state)
{
    (void)state;
    tick.lock = 1;
    send(&tick.threads[0], 1, 0);
    assert_int_equal(tick.lost[LOSS_LOCK], 1);
    tick.lock = 0;
    send(&tick.threads[0], 1, 0);
    assert_int_equal(tick.lost[LOSS_LOCK], 1);
    assert_int_equal(tick.lock, 0);
    assert_int_equal(tick.profile.count, 1);
}

/* Nobody reads: both halves fill up, then everything is lost that is not in the hash. */
static void the_log_is_full(void **state)
{
    (void)state;
    const uint64_t sent = 100000;
    for (uint64_t i = 1; i <= sent; i++)
        send(&tick.threads[0], i * 1024, 0);
    assert_int_equal(tick.threads[0].ticks, sent);
    assert_true(tick.profile.lost > 0);
    /* The writer comes back: it says in the log how many were lost. */
    struct profile_words words = profile_read(&tick.profile);
    collect(&stacks, words.words, words.count);
    read_all();
    assert_int_equal(stacks.lost_log + tick.profile.lost, sent - stacks.samples);
    assert_int_equal(stacks.samples + all_lost(), tick.threads[0].ticks);
}

/* Frame pointers on a known stack, and on one that only the kernel may read. */
static void frames(void **state)
{
    (void)state;
    uintptr_t stack[8] = {0, 0, (uintptr_t)&stack[5], 0x5000, 0, 0, 0x6000, 0};
    stack[5] = 0x10;
    stack[6] = 0x6000;
    interrupted.uc_mcontext.gregs[REG_RSP] = (greg_t)(uintptr_t)&stack[0];
    interrupted.uc_mcontext.gregs[REG_RBP] = (greg_t)(uintptr_t)&stack[2];
    send(&tick.threads[1], 0x4000, 0);
    tick.threads[2].stack_low = (uintptr_t)&stack[0];
    tick.threads[2].stack_high = (uintptr_t)&stack[8];
    send(&tick.threads[2], 0x4000, 0);
    interrupted.uc_mcontext.gregs[REG_RSP] = 0x100;
    interrupted.uc_mcontext.gregs[REG_RBP] = 0x1000;
    send(&tick.threads[1], 0x4001, 0);
    assert_int_equal(tick.unreadable, 1);
    read_all();
    assert_int_equal(stacks.count, 2);
    assert_int_equal(stacks.items[0].count + stacks.items[1].count, 3);
    const struct collected *deep = &stacks.items[stacks.items[0].depth == 3 ? 0 : 1];
    const uint64_t expected[] = {0x4000, 0x5000, 0x6000};
    assert_int_equal(deep->depth, 3);
    assert_int_equal(deep->count, 2);
    assert_memory_equal(deep->words, expected, sizeof expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_sample, start),         cmocka_unit_test_setup(strangers, start),
        cmocka_unit_test_setup(the_lock_is_busy, start), cmocka_unit_test_setup(the_log_is_full, start),
        cmocka_unit_test_setup(frames, start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
