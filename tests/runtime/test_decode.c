/* SPDX-License-Identifier: Apache-2.0
 *
 * The decoder of the legacy format on what is no profile: every cut and many changes of a good one, and
 * rubbish.
 */
#include "pprof/legacy.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const uint64_t good[] = {0, 3, 0, 10000, 0, 2, 1, 4096, 5, 2, 1, 2, 0, 1, 0};

/* Steps to the end; true if nothing was wrong. Reads every word, so that a tool sees a read outside. */
static bool decode(const void *bytes, size_t size, uint64_t *sum)
{
    struct legacy_reader reader;
    struct legacy_record record;
    enum legacy_step step;
    *sum = 0;
    if (!legacy_open(&reader, bytes, size)) {
        assert_non_null(reader.fault);
        return false;
    }
    while ((step = legacy_next(&reader, &record)) == LEGACY_RECORD) {
        *sum += record.count;
        for (size_t i = 0; i < record.depth; i++)
            *sum += legacy_word(record.words, i) & 0;
    }
    assert_int_equal(legacy_next(&reader, &record), step);
    assert_int_equal(step == LEGACY_BROKEN, reader.fault != NULL);
    return step == LEGACY_END;
}

static void whole(void **state)
{
    (void)state;
    uint64_t sum;
    assert_true(decode(good, sizeof good, &sum));
    assert_int_equal(sum, 7);
    char with_trailer[sizeof good + sizeof LEGACY_TRAILER];
    memcpy(with_trailer, good, sizeof good);
    memcpy(with_trailer + sizeof good, LEGACY_TRAILER, sizeof LEGACY_TRAILER);
    assert_true(decode(with_trailer, sizeof with_trailer, &sum));
}

static void cut(void **state)
{
    (void)state;
    uint64_t sum;
    for (size_t size = 0; size < sizeof good; size++) {
        /* A block of that very size, for valgrind. */
        char *copy = malloc(size ? size : 1);
        assert_non_null(copy);
        memcpy(copy, good, size);
        assert_false(decode(copy, size, &sum));
        free(copy);
    }
}

static void rubbish(void **state)
{
    (void)state;
    uint64_t sum;
    uint64_t words[sizeof good / sizeof *good];
    srand(3);
    for (int i = 0; i < 200000; i++) {
        memcpy(words, good, sizeof good);
        for (int change = rand() % 3; change >= 0; change--)
            ((unsigned char *)words)[(size_t)rand() % sizeof words] = (unsigned char)rand();
        decode(words, sizeof words, &sum);
    }
    words[0] = 0;
    memcpy(words, good, sizeof good);
    words[6] = UINT64_MAX; /* a depth that wraps around */
    assert_false(decode(words, sizeof words, &sum));
    words[6] = UINT64_MAX / 8 - 1;
    assert_false(decode(words, sizeof words, &sum));
    memcpy(words, good, sizeof good);
    words[1] = 2;
    assert_false(decode(words, sizeof words, &sum));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole),
        cmocka_unit_test(cut),
        cmocka_unit_test(rubbish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
