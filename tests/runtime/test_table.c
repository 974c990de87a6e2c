/* SPDX-License-Identifier: Apache-2.0
 *
 * The memory and block profiles: the table, what is counted when, and the declarations of the two readers.
 * The readers are compiled here once more, with both instrumenters, and their declarations are caught.
 */
#include "heap/heap.h"
#include "msan/msan.h"
#include "race/race.h"
#include "table/readers.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { CAUGHT = 64 };

struct caught {
    const void *address;
    size_t size;
    uintptr_t caller, pc;
    uint64_t first_word; /* of the memory, at that time */
};

static struct caught races[CAUGHT], writes[CAUGHT];
static unsigned race_count, write_count;

static void catch_race(const void *address, size_t size, uintptr_t caller, uintptr_t pc)
{
    races[race_count++ % CAUGHT] = (struct caught) {address, size, caller, pc, *(const uint64_t *)address};
}

static void catch_write(const void *address, size_t size)
{
    writes[write_count++ % CAUGHT] = (struct caught) {address, size, 0, 0, *(const uint64_t *)address};
}

#undef MSAN
#define MSAN             1
#define racewriterangepc catch_race
#define msanwrite        catch_write
#include "table/readers.c"

enum { RECORDS = 64, OLD = 0x5a };

static struct memory_record records[RECORDS];

static void hash_of_a_stack(void **state)
{
    (void)state;
    uintptr_t h = 7;
    h += h << 10;
    h ^= h >> 6;
    h += 100; /* the size goes in like a word */
    h += h << 10;
    h ^= h >> 6;
    h += h << 3;
    h ^= h >> 11;
    uintptr_t seven = 7;
    assert_int_equal(bucket_hash(&seven, 1, 100), h);
}

static void buckets(void **state)
{
    (void)state;
    uintptr_t stack[40] = {1, 2, 3};
    assert_null(bucket_get(BUCKET_MEMORY, 16, stack, 3, false));
    struct bucket *bucket = bucket_get(BUCKET_MEMORY, 16, stack, 3, true);
    assert_ptr_equal(bucket_get(BUCKET_MEMORY, 16, stack, 3, true), bucket);
    assert_ptr_equal(bucket_first(BUCKET_MEMORY), bucket);
    assert_int_equal(bucket->depth, 3);
    assert_memory_equal(bucket->stack, stack, 3 * sizeof *stack);
    assert_true(bucket_get(BUCKET_MEMORY, 32, stack, 3, true) != bucket);
    assert_true(bucket_get(BUCKET_MEMORY, 16, stack, 2, true) != bucket);
    assert_true(bucket_get(BUCKET_BLOCK, 16, stack, 3, true) != bucket);
    assert_int_equal(bucket_get(BUCKET_BLOCK, 16, stack, 40, true)->depth, BUCKET_DEPTH);
}

NOINLINE static void *allocate_here(void)
{
    return heap_alloc(800);
}

static struct memory_record sum_of_800(bool all, size_t *count)
{
    struct memory_record sum = {0};
    bool filled;
    *count = memory_profile(records, RECORDS, all, &filled);
    assert_true(filled);
    for (size_t i = 0; i < *count; i++) {
        if (records[i].alloc_bytes % 896 == 0 && records[i].allocs == records[i].alloc_bytes / 896) {
            sum.allocs += records[i].allocs;
            sum.frees += records[i].frees;
        }
    }
    return sum;
}

/* An allocation counts two collections later, a release one. */
static void collections(void **state)
{
    (void)state;
    size_t count;
    void *memory[3];
    for (int i = 0; i < 3; i++)
        memory[i] = allocate_here();
    heap_free(memory[0]);
    mprof_collect();
    assert_int_equal(sum_of_800(true, &count).frees, 1);
    mprof_collect();
    assert_int_equal(sum_of_800(true, &count).allocs, 3);
    heap_free(memory[1]);
    heap_free(memory[2]);
    mprof_collect();
    mprof_collect();
    struct memory_record sum = sum_of_800(true, &count);
    assert_int_equal(sum.allocs, 3);
    assert_int_equal(sum.frees, 3);
    size_t in_use;
    sum_of_800(false, &in_use);
    assert_true(in_use < count);
}

/* Before any collection there is nothing, so two are made up. To be the first that reads. */
static void the_first_read(void **state)
{
    (void)state;
    void *memory = heap_alloc(300);
    bool filled;
    assert_true(memory_profile(records, RECORDS, true, &filled) > 0);
    assert_true(filled);
    bool found = false;
    for (size_t i = 0; i < RECORDS; i++)
        found |= records[i].alloc_bytes == 320 && records[i].allocs == 1;
    assert_true(found);
    heap_free(memory);
}

static void no_room(void **state)
{
    (void)state;
    bool filled = true;
    memset(records, OLD, sizeof records);
    size_t count = memory_profile(records, 0, true, &filled);
    assert_true(count > 0);
    assert_false(filled);
    assert_int_equal(records[0].allocs, 0x5a5a5a5a5a5a5a5a);
}

/* I24 */
static void check_declaration(const uintptr_t *stack0, const struct caught *race, const struct caught *write,
                              uintptr_t public)
{
    assert_ptr_equal(race->address, stack0);
    assert_int_equal(race->size, BUCKET_DEPTH * sizeof(uintptr_t));
    assert_int_equal(race->pc, public);
    assert_int_equal(race->first_word, 0x5a5a5a5a5a5a5a5a); /* not written yet */
    assert_ptr_equal(write->address, stack0);
    assert_int_equal(write->size, BUCKET_DEPTH * sizeof(uintptr_t));
    assert_int_equal(write->first_word, 0x5a5a5a5a5a5a5a5a);
    assert_int_not_equal(stack0[0], 0x5a5a5a5a5a5a5a5a);
    assert_int_equal(stack0[BUCKET_DEPTH - 1], 0); /* the tail */
}

static void the_readers_declare(void **state)
{
    (void)state;
    bool filled;
    memset(records, OLD, sizeof records);
    race_count = write_count = 0;
    uintptr_t self = (uintptr_t)memory_profile;
    size_t count = memory_profile(records, RECORDS, true, &filled);
    assert_true(count > 1 && count < CAUGHT);
    assert_int_equal(race_count, count);
    assert_int_equal(write_count, count);
    for (size_t i = 0; i < count; i++) {
        check_declaration(records[i].stack0, &races[i], &writes[i], self);
        /* The caller of the helper is in the public function. */
        assert_true(races[i].caller > self && races[i].caller < self + 4096);
    }
    static struct block_record blocks[8];
    memset(blocks, OLD, sizeof blocks);
    mprof_block(1000);
    race_count = write_count = 0;
    count = block_profile(blocks, 8, &filled);
    assert_true(filled && count >= 1);
    assert_int_equal(race_count, count);
    check_declaration(blocks[0].stack0, &races[0], &writes[0], (uintptr_t)block_profile);
    /* It declares for itself, so its caller is this function. */
    uintptr_t here = (uintptr_t)the_readers_declare;
    assert_true(races[0].caller > here && races[0].caller < here + 4096);
    assert_int_equal(blocks[0].count, 1);
    assert_int_equal(blocks[0].cycles, 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hash_of_a_stack),
        cmocka_unit_test(the_first_read),
        cmocka_unit_test(collections),
        cmocka_unit_test(no_room),
        cmocka_unit_test(the_readers_declare),
        cmocka_unit_test(buckets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
