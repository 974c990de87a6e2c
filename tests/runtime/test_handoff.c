/* SPDX-License-Identifier: Apache-2.0
 *
 * The word that the handler, the closer and the writer share, and the note: who may change it, and when
 * someone is woken.
 */
#include "profiles.h"
#include "thread/thread.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

/* One step of a profile's life; what it may do to the word is checked around it. */
enum step { ADD_OWN, ADD_FOREIGN, READ, CLOSE };

static void check_step(enum step step, uint32_t before, uint32_t after, uint32_t wakes)
{
    bool changed = before != after;
    switch (step) {
    case ADD_OWN:
        assert_true(!changed || (before == 0 && after > 0 && !(after & PROFILE_CLOSED)));
        break;
    case ADD_FOREIGN:
        assert_false(changed);
        break;
    case READ:
        assert_true(!changed || after == 0);
        break;
    case CLOSE:
        assert_int_equal(after, before | PROFILE_CLOSED);
        assert_false(before & PROFILE_CLOSED);
        break;
    }
    assert_int_equal(wakes, before == 0 && after != 0); /* I13 */
}

static void do_step(struct profile *profile, enum step step, struct sums *sums)
{
    uint32_t before = profile->handoff;
    uint32_t wakes = profile->wait.wakes;
    uintptr_t stack[3] = {(uintptr_t)rand() * 1024, (uintptr_t)rand() % 64, 1};
    size_t depth = (size_t)rand() % 4;
    struct profile_words words;
    switch (step) {
    case ADD_OWN:
        profile_add(profile, stack, depth);
        break;
    case ADD_FOREIGN:
        profile_add_foreign(profile, stack, depth);
        break;
    case READ:
        words = profile_read(profile);
        if (words.words)
            sums_add(sums, words_sum(words.words, words.count));
        break;
    case CLOSE:
        profile_close(profile);
        break;
    }
    check_step(step, before, profile->handoff, profile->wait.wakes - wakes);
}

/* I12 and I13. A read is only tried where it would not sleep: something waits that it does not hold yet. */
static void each_does_only_its_own(void **state)
{
    (void)state;
    struct profile *profile = profile_fresh();
    srand(7);
    for (int round = 0; round < 6; round++) {
        struct sums sums = {0};
        uint64_t count = profile->count, owed = profile->lost;
        assert_true(profile_open(profile, 100));
        assert_false(profile_open(profile, 100)); /* I14 */
        for (unsigned i = 0; i < 120000; i++) {
            do_step(profile, rand() % 2 ? ADD_OWN : ADD_FOREIGN, &sums);
            if (profile->wait.key && !profile->holding && rand() % 30000 == 0)
                do_step(profile, READ, &sums);
        }
        do_step(profile, CLOSE, &sums);
        assert_false(profile_open(profile, 100)); /* I14: off, but the writer is not done */
        while (profile->handoff != 0)
            do_step(profile, READ, &sums);
        assert_null(profile_read(profile).words);
        assert_int_equal(sums.headers, 1);
        assert_int_equal(sums.ends, 1);
        /* What the round before still owed may come out in this one. */
        assert_int_equal(profile->count - count + owed, sums.counts + sums.lost + profile->lost);
    }
    free(profile);
}

static void closing_wakes_once(void **state)
{
    (void)state;
    struct profile *profile = profile_fresh();
    profile_close(profile); /* not open: nothing */
    assert_int_equal(profile->handoff, 0);
    assert_true(profile_open(profile, 100));
    profile_close(profile);
    assert_int_equal(profile->handoff, PROFILE_CLOSED);
    assert_int_equal(profile->wait.wakes, 1);
    profile_close(profile); /* the second time: nothing */
    assert_int_equal(profile->wait.wakes, 1);
    struct words all = drain(profile);
    assert_int_equal(all.count, 5 + 3);
    assert_int_equal(profile->handoff, 0);
    assert_true(profile_open(profile, 100));
    free(all.items);
    free(profile);
}

/* Loss that no flip came after stays for a later profile, as in the origin. */
static void late_loss_leaks(void **state)
{
    (void)state;
    struct profile *profile = profile_fresh();
    assert_true(profile_open(profile, 100));
    add_colliding(profile, 1, 30000, true);
    profile_close(profile);
    struct words all = drain(profile);
    assert_int_equal(words_sum(all.items, all.count).lost, 0);
    assert_int_equal(profile->lost, 8153);
    assert_true(profile_open(profile, 100));
    assert_int_equal(profile->lost, 8153);
    assert_int_equal(profile->evicts, 21843);
    free(all.items);
    free(profile);
}

/* ---- with a writer that really sleeps */

struct life {
    struct profile *profile;
    struct sums sums;
};

static void write_all(void *argument)
{
    struct life *life = argument;
    struct profile_words words;
    while ((words = profile_read(life->profile)).words)
        sums_add(&life->sums, words_sum(words.words, words.count));
}

static void writer_on_a_thread(void **state)
{
    (void)state;
    struct life life = {.profile = profile_fresh()};
    assert_true(profile_open(life.profile, 100));
    struct m *writer = thread_start(write_all, &life);
    add_colliding(life.profile, 1, 500000, false);
    profile_close(life.profile);
    thread_join(writer);
    assert_int_equal(life.profile->handoff, 0);
    assert_int_equal(life.profile->count, 500000);
    assert_int_equal(500000, life.sums.counts + life.sums.lost + life.profile->lost);
    assert_true(life.profile->evicts > 0);
    free(life.profile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_does_only_its_own),
        cmocka_unit_test(closing_wakes_once),
        cmocka_unit_test(late_loss_leaks),
        cmocka_unit_test(writer_on_a_thread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
