/* SPDX-License-Identifier: Apache-2.0
 *
 * The slice runtime and the macros in front of it, by what they do to memory; which calls they make is
 * test_lowering.c's.
 */
#include "heap/heap.h"
#include "lower/lower.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void memmove_overlaps(void **state)
{
    (void)state;
    char ours[64], theirs[64];
    for (unsigned from = 0; from < 32; from++) {
        for (unsigned to = 0; to < 32; to++) {
            for (unsigned i = 0; i < 64; i++)
                ours[i] = theirs[i] = (char)(i * 3);
            raw_memmove(ours + to, ours + from, 32);
            memmove(theirs + to, theirs + from, 32);
            assert_memory_equal(ours, theirs, 64);
        }
    }
}

static void the_smaller_number(void **state)
{
    (void)state;
    uint32_t to[4] = {0}, from[4] = {1, 2, 3, 4};
    assert_int_equal(slicecopy(to, 2, from, 4, 4), 2);
    assert_int_equal(to[1], 2);
    assert_int_equal(to[2], 0);
    assert_int_equal(slicecopy(to, 4, from, 3, 4), 3);
    assert_int_equal(slicecopy(to, 0, from, 3, 4), 0);
    assert_int_equal(slicecopy(to, 3, from, 0, 4), 0);
    assert_int_equal(slicecopy(to, 3, from, 4, 0), 3);
    char one = 0;
    assert_int_equal(slicecopy(&one, 1, "x", 1, 1), 1);
    assert_int_equal(one, 'x');
    char text[4] = "";
    assert_int_equal(slicestringcopy(text, 3, "abcdef", 6), 3);
    assert_string_equal(text, "abc");
    void *pointers[3] = {to, from, text};
    assert_int_equal(typedslicecopy(pointers + 1, 2, pointers, 3), 2);
    assert_ptr_equal(pointers[1], to);
    assert_ptr_equal(pointers[2], from);
    assert_int_equal(slice_move(to, 4, from, 4, 4), 4);
    assert_memory_equal(to, from, sizeof to);
}

static void room(void **state)
{
    (void)state;
    assert_int_equal(growslice_room(0, 1, 8), 1);
    assert_int_equal(growslice_room(0, 3, 8), 4);    /* 24 bytes: class 32 */
    assert_int_equal(growslice_room(4, 5, 8), 8);    /* doubled */
    assert_int_equal(growslice_room(4, 20, 8), 20);  /* 160 bytes: a class */
    assert_int_equal(growslice_room(1024, 1025, 1), 1280);
    assert_int_equal(growslice_room(1000, 1001, 1), 2048);
    assert_int_equal(growslice_room(2048, 2049, 8), 3072); /* 2560 words are 20,480 bytes: three pages */
    assert_int_equal(heap_class(1), 8);
    assert_int_equal(heap_class(8192), 8192);
    assert_int_equal(heap_class(8193), 16384);
}

static void appends(void **state)
{
    (void)state;
    struct slice slice = {NULL, 0, 0};
    uintptr_t more[3] = {7, 8, 9};
    for (uintptr_t i = 0; i < 100; i++) {
        APPEND_VALUES(&slice, i, i + 1);
        APPEND_SLICE(&slice, more, (size_t)3, sizeof *more);
    }
    assert_int_equal(slice.count, 500);
    const uintptr_t *items = slice.items;
    for (uintptr_t i = 0; i < 100; i++) {
        assert_int_equal(items[i * 5], i);
        assert_int_equal(items[i * 5 + 1], i + 1);
        assert_memory_equal(items + i * 5 + 2, more, sizeof more);
    }
    struct slice pointers = {NULL, 0, 0};
    void *two[2] = {more, &slice};
    APPEND_POINTERS(&pointers, two, (size_t)2);
    assert_ptr_equal(((void **)pointers.items)[1], &slice);
    heap_free(slice.items);
    heap_free(pointers.items);
    uintptr_t *again = heap_alloc(sizeof *again);
    assert_int_equal(*again, 0);
    heap_free(again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memmove_overlaps),
        cmocka_unit_test(the_smaller_number),
        cmocka_unit_test(room),
        cmocka_unit_test(appends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
