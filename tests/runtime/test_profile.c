/* SPDX-License-Identifier: Apache-2.0
 *
 * The profile itself: hash, ways, eviction, the two halves of the log, and the order in which records come
 * out.
 */
#include "pprof/legacy.h"
#include "profiles.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static int start(void **state)
{
    struct profile *profile = profile_fresh();
    assert_true(profile_open(profile, 100));
    *state = profile;
    return 0;
}

static int end(void **state)
{
    free(*state);
    return 0;
}

/* I1 */
static void multiples_share_a_bucket(void **state)
{
    (void)state;
    for (uintptr_t k = 1; k <= 100000; k++) {
        uintptr_t stack = k * 1024;
        assert_int_equal(profile_hash(&stack, 1), 0);
    }
    uintptr_t one = 1;
    assert_int_equal(profile_hash(&one, 1), 41);
    /* The first word goes eight bits up before the second is added; what leaves at the top comes in below. */
    uintptr_t two[2] = {1, 1};
    assert_int_equal(profile_hash(two, 2), ((41u << 8) + 41) % 1024);
    uintptr_t high[2] = {(uintptr_t)1 << 62, 0}; /* times 41: bit 62 */
    assert_int_equal(profile_hash(high, 2), 1 << 6);
    unsigned differing = 0;
    for (uintptr_t k = 1; k <= 100; k++) {
        uintptr_t there[2] = {k * 7, k * 13 + 1}, back[2] = {k * 13 + 1, k * 7};
        differing += profile_hash(there, 2) != profile_hash(back, 2);
    }
    assert_true(differing > 90);
}

/* I3 */
static void hundred_collisions(void **state)
{
    struct profile *profile = *state;
    add_colliding(profile, 1, 100, true);
    assert_int_equal(profile->count, 100);
    assert_int_equal(profile->evicts, 96);
    assert_int_equal(profile->lost, 0);
    assert_int_equal(profile->used, 293);
}

/* I4 and I9 */
static void foreign_samples_fill_a_half(void **state)
{
    struct profile *profile = *state;
    unsigned entries;
    add_colliding(profile, 1, 30000, true);
    assert_int_equal(profile->evicts, 21843);
    assert_int_equal(resident(profile, &entries), 4);
    assert_int_equal(entries, 4);
    assert_int_equal(profile->lost, 8153);
    assert_int_equal(profile->used, 65534);
    assert_int_equal(profile->count, 30000);
    assert_int_equal(profile->handoff, 0);
    assert_int_equal(profile->toggle, 0);
    assert_int_equal(profile->wait.wakes, 0);
    assert_int_equal(profile->wait.key, 0);
}

/* I10: the next own sample flushes, and the loss is the first record of the new half */
static void loss_follows_a_flip(void **state)
{
    struct profile *profile = *state;
    add_colliding(profile, 1, 30000, true);
    add_colliding(profile, 30001, 30001, false);
    assert_int_equal(profile->lost, 0);
    assert_int_equal(profile->toggle, 1);
    assert_int_equal(profile->handoff, 65534);
    const uint64_t *log = profile->log[1];
    assert_int_equal(log[0], 8153);
    assert_int_equal(log[1], 1);
    assert_int_equal(log[2], (uintptr_t)lost_profile_data);
    assert_int_equal(log[3], 1); /* the sample that was evicted then */
    assert_int_equal(profile->used, 6);
    add_colliding(profile, 30002, 30100, false);
    assert_int_equal(words_sum(log, profile->used).lost, 8153);
    /* A flip without loss has no such record. */
    profile->handoff = 0;
    add_colliding(profile, 40000, 70000, false);
    profile->handoff = 0;
    uint64_t lost = profile->lost;
    size_t used = profile->used;
    assert_true(profile_flush_log(profile));
    assert_int_equal(profile->used, lost ? 3 : 0);
    assert_true(used <= PROFILE_LOG);
    profile->handoff = 0;
    assert_true(profile_flush_log(profile));
    assert_int_equal(profile->used, 0);
}

/* I5 */
static void records_in_order(void **state)
{
    struct profile *profile = *state;
    add_colliding(profile, 1, 100, true);
    profile_close(profile);
    struct words all = drain(profile);
    assert_int_equal(all.count, 5 + 100 * 3 + 3);
    static const uint64_t header[5] = {0, 3, 0, 10000, 0};
    assert_memory_equal(all.items, header, sizeof header);
    uint64_t expected = 1;
    for (unsigned record = 0; record < 100; record++) {
        const uint64_t *at = all.items + 5 + record * 3;
        if (record > 0)
            expected = record < 96 ? record + 4 : record == 96 ? 100 : record - 95;
        assert_int_equal(at[0], 1);
        assert_int_equal(at[1], 1);
        assert_int_equal(at[2], expected * 1024);
    }
    const uint64_t *last = all.items + all.count - 3;
    assert_int_equal((const char *)last - (const char *)all.items, 2440);
    assert_true(last[0] == 0 && last[1] == 1 && last[2] == 0);
    /* The decoder ends exactly there. */
    struct legacy_reader reader;
    struct legacy_record record;
    assert_true(legacy_open(&reader, all.items, all.count * 8));
    assert_int_equal(reader.period, 10000);
    unsigned records = 0;
    while (legacy_next(&reader, &record) == LEGACY_RECORD)
        records++;
    assert_null(reader.fault);
    assert_int_equal(records, 100);
    assert_int_equal(reader.trailer_size, 0);
    assert_int_equal(profile->handoff, 0);
    free(all.items);
}

/* I6 */
static void deep_stacks_are_cut(void **state)
{
    struct profile *profile = *state;
    uintptr_t stack[PROFILE_DEPTH + 8];
    for (unsigned i = 0; i < PROFILE_DEPTH + 8; i++)
        stack[i] = i + 1;
    profile_add(profile, stack, PROFILE_DEPTH + 8);
    const struct profile_entry *entry = &profile->hash[profile_hash(stack, PROFILE_DEPTH)].ways[0];
    assert_int_equal(entry->depth, PROFILE_DEPTH);
    assert_int_equal(entry->stack[PROFILE_DEPTH - 1], PROFILE_DEPTH);
    profile_add(profile, stack, PROFILE_DEPTH); /* the same stack now */
    assert_int_equal(entry->count, 2);
}

/* I7 */
static void the_first_of_the_least_goes(void **state)
{
    struct profile *profile = *state;
    struct profile_entry *ways = profile->hash[0].ways;
    add_colliding(profile, 1, 4, true);
    add_colliding(profile, 1, 1, true); /* counts 2 1 1 1 */
    add_colliding(profile, 5, 5, true);
    assert_int_equal(ways[0].stack[0], 1024);
    assert_int_equal(ways[1].stack[0], 5 * 1024);
    add_colliding(profile, 5, 5, true); /* 2 2 1 1 */
    add_colliding(profile, 6, 6, true);
    assert_int_equal(ways[2].stack[0], 6 * 1024);
    assert_int_equal(ways[3].stack[0], 4 * 1024);
    /* An evicted way still has its stack and matches again; an empty stack matches an untouched way. */
    assert_true(profile_evict(profile, &ways[3], profile_flush_log));
    assert_int_equal(ways[3].count, 0);
    add_colliding(profile, 4, 4, true);
    assert_int_equal(ways[3].count, 1);
    struct profile *fresh = profile_fresh();
    assert_true(profile_open(fresh, 100));
    profile_add_foreign(fresh, NULL, 0);
    assert_int_equal(fresh->hash[0].ways[0].count, 1);
    assert_int_equal(fresh->hash[0].ways[0].depth, 0);
    free(fresh);
}

/* I8 */
static void a_failed_eviction_changes_nothing(void **state)
{
    struct profile *profile = *state;
    add_colliding(profile, 1, 4, true);
    profile->used = PROFILE_LOG - 2;
    struct profile_bucket before = profile->hash[0];
    add_colliding(profile, 9, 9, true);
    assert_memory_equal(&before, &profile->hash[0], sizeof before);
    assert_int_equal(profile->lost, 1);
    assert_int_equal(profile->evicts, 0);
    assert_int_equal(profile->used, PROFILE_LOG - 2);
}

/* I2 and I11: samples of all kinds, with a writer that comes and goes */
static void nothing_is_unaccounted(void **state)
{
    struct profile *profile = *state;
    struct sums sums = {0};
    unsigned entries;
    srand(41);
    for (unsigned i = 0; i < 400000; i++) {
        uintptr_t stack[PROFILE_DEPTH];
        unsigned depth =
            (unsigned)rand() % 8 == 0 ? (unsigned)rand() % (PROFILE_DEPTH + 1) : (unsigned)rand() % 3;
        for (unsigned word = 0; word < depth; word++)
            stack[word] = (uintptr_t)(rand() % 3000 + 1) * 1024;
        if (rand() % 3 == 0)
            profile_add_foreign(profile, stack, depth);
        else
            profile_add(profile, stack, depth);
        assert_true(profile->used <= PROFILE_LOG);
        if (rand() % 20000 == 0 && profile->wait.key) {
            struct profile_words words = profile_read(profile);
            sums_add(&sums, words_sum(words.words, words.count));
            /* Gives it back without waiting for the next. */
            profile->holding = false;
            profile->writer_toggle = 1 - profile->writer_toggle;
            profile->handoff = 0;
        }
    }
    assert_true(profile->evicts > 0 && profile->lost > 0);
    profile_close(profile);
    struct profile_words words;
    while ((words = profile_read(profile)).words)
        sums_add(&sums, words_sum(words.words, words.count));
    assert_int_equal(resident(profile, &entries), 0);
    assert_true(sums.lost > 0);
    assert_int_equal(profile->count, 400000);
    assert_int_equal(profile->count, sums.counts + sums.lost + profile->lost);
    assert_int_equal(sums.headers, 1);
    assert_int_equal(sums.ends, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(multiples_share_a_bucket),
        cmocka_unit_test_setup_teardown(hundred_collisions, start, end),
        cmocka_unit_test_setup_teardown(foreign_samples_fill_a_half, start, end),
        cmocka_unit_test_setup_teardown(loss_follows_a_flip, start, end),
        cmocka_unit_test_setup_teardown(records_in_order, start, end),
        cmocka_unit_test_setup_teardown(deep_stacks_are_cut, start, end),
        cmocka_unit_test_setup_teardown(the_first_of_the_least_goes, start, end),
        cmocka_unit_test_setup_teardown(a_failed_eviction_changes_nothing, start, end),
        cmocka_unit_test_setup_teardown(nothing_is_unaccounted, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
