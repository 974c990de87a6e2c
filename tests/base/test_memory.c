/* SPDX-License-Identifier: Apache-2.0
 *
 * Arenas, arrays, names and maps: what they promise, and what they do when they grow.
 */
#include "base/array.h"
#include "base/intern.h"
#include "base/map.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

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

static void arena_pieces_are_zeroed_and_aligned(void **state)
{
    for (size_t size = 0; size < 5000; size += 37) {
        unsigned char *piece = arena_alloc(size, *state);
        assert_non_null(piece);
        assert_int_equal((uintptr_t)piece % 16, 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(piece[i], 0);
        memset(piece, 0xaa, size);
    }
}

static void arena_pieces_do_not_overlap(void **state)
{
    enum { PIECES = 3000 };
    static const size_t sizes[] = {1, 16, 17, 250, 5000, 70000, 3};
    unsigned char *pieces[PIECES];
    for (int i = 0; i < PIECES; i++) {
        size_t size = sizes[(size_t)i % 7];
        pieces[i] = arena_alloc(size, *state);
        memset(pieces[i], i & 255, size);
    }
    for (int i = 0; i < PIECES; i++) {
        size_t size = sizes[(size_t)i % 7];
        for (size_t at = 0; at < size; at++)
            assert_int_equal(pieces[i][at], i & 255);
    }
}

static void arena_copies_end_in_nul(void **state)
{
    assert_string_equal(arena_copy("abcdef", 3, *state), "abc");
    assert_string_equal(arena_copy(NULL, 0, *state), "");
    assert_string_equal(arena_text("", *state), "");
    assert_string_equal(arena_format(*state, "%d-%s", 7, "x"), "7-x");
    char *long_text = arena_format(*state, "%0100000d", 1);
    assert_int_equal(strlen(long_text), 100000);
}

static void arena_free_takes_null(void **state)
{
    (void)state;
    arena_free(NULL);
}

/* What a child that asks for the impossible exits with; it says so on standard error. */
static int exit_of(void (*ask)(void))
{
    pid_t child = fork();
    if (child == 0) {
        close(STDERR_FILENO);
        ask();
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void ask_for_an_overflow(void)
{
    arena_array(SIZE_MAX / 2, 16, arena_new());
}

static void ask_for_too_much(void)
{
    arena_alloc(SIZE_MAX - 3, arena_new());
}

static void impossible_sizes_are_fatal(void **state)
{
    (void)state;
    assert_int_equal(exit_of(ask_for_an_overflow), 3);
    assert_int_equal(exit_of(ask_for_too_much), 3);
}

static void arrays_grow_and_keep_their_items(void **state)
{
    ARRAY(uint64_t) numbers = {0};
    for (uint64_t i = 0; i < 100000; i++)
        *array_push(&numbers, *state) = i * i;
    assert_int_equal(numbers.count, 100000);
    for (uint64_t i = 0; i < 100000; i++)
        assert_int_equal(numbers.items[i], i * i);
    assert_int_equal(*array_last(&numbers), 99999ULL * 99999ULL);
}

static void pushed_items_are_zeroed_even_where_others_were(void **state)
{
    ARRAY(uint32_t) numbers = {0};
    *array_push(&numbers, *state) = 7;
    numbers.count = 0;
    assert_int_equal(*array_push(&numbers, *state), 0);
}

static void equal_texts_have_equal_ids(void **state)
{
    struct intern *names = intern_new(*state);
    assert_int_equal(intern_text(names, ""), 0);
    assert_int_equal(intern_text(names, NULL), 0);
    name_id first = intern_text(names, "handler");
    assert_int_not_equal(first, 0);
    assert_int_equal(intern_text(names, "handler"), first);
    assert_int_equal(intern_bytes(names, "handlers", 7), first);
    assert_int_equal(intern_format(names, "%s%s", "hand", "ler"), first);
    assert_int_equal(intern_find(names, "handler"), first);
    assert_int_equal(intern_find(names, "handle"), 0);
    assert_string_equal(intern_get(names, first), "handler");
    assert_string_equal(intern_get(names, 0), "");
    assert_int_equal(intern_count(names), 2);
}

static void names_survive_growth(void **state)
{
    enum { MANY = 50000 };
    struct intern *names = intern_new(*state);
    const char *first = intern_get(names, intern_text(names, "n0"));
    for (uint32_t i = 0; i < MANY; i++)
        assert_int_equal(intern_format(names, "n%u", i), i + 1);
    for (uint32_t i = 0; i < MANY; i++)
        assert_int_equal(intern_format(names, "n%u", i), i + 1);
    assert_ptr_equal(intern_get(names, 1), first);
    name_id long_name = intern_format(names, "%0600d", 5);
    assert_int_equal(strlen(intern_get(names, long_name)), 600);
}

static void maps_find_what_was_set(void **state)
{
    struct map *map = map_new(*state);
    assert_int_equal(map_get(map, 0), MAP_NONE);
    map_set(map, 0, 5);
    map_set(map, UINT64_MAX, 6);
    map_set(map, 0, 7);
    assert_int_equal(map_get(map, 0), 7);
    assert_int_equal(map_get(map, UINT64_MAX), 6);
    uint32_t *place = map_at(map, 42);
    assert_int_equal(*place, MAP_NONE);
    *place = 1;
    assert_int_equal(map_get(map, 42), 1);
}

static void maps_survive_growth(void **state)
{
    struct map *map = map_new(*state);
    for (uint32_t i = 0; i < 100000; i++)
        map_set(map, map_pair(i, i ^ 0x5555), i);
    for (uint32_t i = 0; i < 100000; i++)
        assert_int_equal(map_get(map, map_pair(i, i ^ 0x5555)), i);
    assert_int_equal(map_get(map, map_pair(1, 1)), MAP_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(arena_pieces_are_zeroed_and_aligned, start, end),
        cmocka_unit_test_setup_teardown(arena_pieces_do_not_overlap, start, end),
        cmocka_unit_test_setup_teardown(arena_copies_end_in_nul, start, end),
        cmocka_unit_test(arena_free_takes_null),
        cmocka_unit_test(impossible_sizes_are_fatal),
        cmocka_unit_test_setup_teardown(arrays_grow_and_keep_their_items, start, end),
        cmocka_unit_test_setup_teardown(pushed_items_are_zeroed_even_where_others_were, start, end),
        cmocka_unit_test_setup_teardown(equal_texts_have_equal_ids, start, end),
        cmocka_unit_test_setup_teardown(names_survive_growth, start, end),
        cmocka_unit_test_setup_teardown(maps_find_what_was_set, start, end),
        cmocka_unit_test_setup_teardown(maps_survive_growth, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
