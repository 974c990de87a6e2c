/* SPDX-License-Identifier: Apache-2.0
 *
 * Facts written are the facts read, as long as neither the command nor an input changed.
 */
#include "store/sample.h"
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static const uint64_t KEY = 0x8123456789abcdefU;

static const char *write_sample(struct sample *sample, uint32_t scale)
{
    struct facts *facts = sample_facts(sample, scale);
    struct store *store = store_open(sample->database, sample->arena);
    store_write_facts(store, sample->source, KEY, false, facts);
    store_close(store);
    return facts_text(sample, facts);
}

static void what_is_written_is_read(void **state)
{
    struct sample *sample = *state;
    for (uint32_t scale = 1; scale < 300; scale = scale * 3 + 1) {
        const char *written = write_sample(sample, scale);
        const char *read = read_back(sample, sample->source, KEY);
        assert_non_null(read);
        assert_string_equal(read, written);
    }
}

static void the_same_run_reads_what_it_wrote(void **state)
{
    struct sample *sample = *state;
    struct facts *first = sample_facts(sample, 20), *second = sample_facts(sample, 40);
    struct store *store = store_open(sample->database, sample->arena);
    bool partial = false;
    assert_null(store_read_facts(store, sample->source, KEY, &partial, sample->names, sample->arena));
    store_write_facts(store, sample->source, KEY, true, first);
    store_write_facts(store, sample->header, KEY, false, second);
    struct facts *read = store_read_facts(store, sample->source, KEY, &partial, sample->names, sample->arena);
    assert_true(partial);
    assert_string_equal(facts_text(sample, read), facts_text(sample, first));
    read = store_read_facts(store, sample->header, KEY, &partial, sample->names, sample->arena);
    assert_false(partial);
    assert_string_equal(facts_text(sample, read), facts_text(sample, second));
    store_close(store);
}

static void facts_without_rows_are_facts(void **state)
{
    struct sample *sample = *state;
    const char *written = write_sample(sample, 0);
    assert_string_equal(read_back(sample, sample->source, KEY), written);
}

static void another_command_is_another_unit(void **state)
{
    struct sample *sample = *state;
    write_sample(sample, 10);
    assert_null(read_back(sample, sample->source, KEY + 1));
    assert_null(read_back(sample, sample->header, KEY));
    assert_null(read_back(sample, "", KEY));
    assert_non_null(read_back(sample, sample->source, KEY));
}

static void writing_again_replaces(void **state)
{
    struct sample *sample = *state;
    write_sample(sample, 200);
    const char *written = write_sample(sample, 10);
    assert_string_equal(read_back(sample, sample->source, KEY), written);
    assert_string_equal(query(sample,
                              "SELECT count(*) FROM unit UNION ALL SELECT count(*) FROM function "
                              "UNION ALL SELECT count(*) FROM flow UNION ALL SELECT count(*) FROM input"),
                        "1\n10\n10\n2\n");
}

static void a_changed_input_is_noticed(void **state)
{
    struct sample *sample = *state;
    write_sample(sample, 10);
    write_aged(sample->header, "int HEADER;\n", 1800); /* same size, other content */
    assert_null(read_back(sample, sample->source, KEY));
    write_aged(sample->header, "int header;\n", 1800); /* touched only */
    assert_non_null(read_back(sample, sample->source, KEY));
    write_aged(sample->header, "int header; \n", 3600);
    assert_null(read_back(sample, sample->source, KEY));
    unlink(sample->header);
    assert_null(read_back(sample, sample->source, KEY));
    mkdir(sample->header, 0700);
    assert_null(read_back(sample, sample->source, KEY));
}

/* Two writes within one tick of the clock leave the same time; so the content of a young file is compared. */
static void a_young_input_is_compared_by_content(void **state)
{
    struct sample *sample = *state;
    struct stat before;
    write_aged(sample->header, "int header;\n", 1);
    assert_int_equal(stat(sample->header, &before), 0);
    write_sample(sample, 10);
    assert_non_null(read_back(sample, sample->source, KEY));
    write_aged(sample->header, "int HEADER;\n", 1);
    struct timespec times[2] = {before.st_atim, before.st_mtim};
    assert_int_equal(utimensat(AT_FDCWD, sample->header, times, 0), 0);
    assert_null(read_back(sample, sample->source, KEY));
}

static void an_input_written_during_the_run_is_not_trusted(void **state)
{
    struct sample *sample = *state;
    struct facts *facts = sample_facts(sample, 10);
    struct store *store = store_open(sample->database, sample->arena);
    write_aged(sample->header, "int after;\n", -1);
    store_write_facts(store, sample->source, KEY, false, facts);
    store_close(store);
    assert_null(read_back(sample, sample->source, KEY));
}

/* The header that is missing now may be there next time, and it is no input. */
static void a_unit_that_lacks_a_header_is_read_again(void **state)
{
    struct sample *sample = *state;
    struct facts *facts = sample_facts(sample, 10);
    struct gap *gap = &facts->gaps.items[0];
    gap->kind = intern_text(sample->names, "does-not-parse");
    for (int inside = 1; inside >= 0; inside--) {
        struct store *store = store_open(sample->database, sample->arena);
        gap->function = inside ? 0 : NONE;
        store_write_facts(store, sample->source, KEY, true, facts);
        store_close(store);
        assert_int_equal(read_back(sample, sample->source, KEY) != NULL, inside);
    }
}

static void units_that_are_gone_are_forgotten(void **state)
{
    struct sample *sample = *state;
    struct facts *facts = sample_facts(sample, 10);
    struct store *store = store_open(sample->database, sample->arena);
    store_write_facts(store, sample->source, 1, false, facts);
    store_write_facts(store, sample->source, 2, false, facts);
    store_write_facts(store, sample->header, 1, false, facts);
    const char *const kept[] = {sample->source, "/not/known.c"};
    const uint64_t keys[] = {2, 1};
    store_keep_units(store, kept, keys, 2);
    bool partial;
    assert_null(store_read_facts(store, sample->source, 1, &partial, sample->names, sample->arena));
    assert_non_null(store_read_facts(store, sample->source, 2, &partial, sample->names, sample->arena));
    assert_null(store_read_facts(store, sample->header, 1, &partial, sample->names, sample->arena));
    store_keep_units(store, NULL, NULL, 0);
    assert_null(store_read_facts(store, sample->source, 2, &partial, sample->names, sample->arena));
    store_close(store);
    assert_string_equal(query(sample, "SELECT count(*) FROM slot"), "0\n");
}

/* A run without a variant keeps what was read for it, as long as its file is there. */
static void other_variants_are_kept(void **state)
{
    struct sample *sample = *state;
    struct facts *facts = sample_facts(sample, 10);
    struct store *store = store_open(sample->database, sample->arena);
    store_write_facts(store, sample->source, 1, false, facts);
    store_set_variant(store, "tsan");
    store_write_facts(store, sample->source, 2, false, facts);
    store_write_facts(store, sample->header, 2, false, facts);
    store_close(store);
    store = store_open(sample->database, sample->arena);
    const char *const kept[] = {sample->source};
    const uint64_t built[] = {1}, changed[] = {3};
    bool partial;
    store_keep_units(store, kept, built, 1);
    assert_non_null(store_read_facts(store, sample->source, 1, &partial, sample->names, sample->arena));
    assert_non_null(store_read_facts(store, sample->source, 2, &partial, sample->names, sample->arena));
    assert_null(store_read_facts(store, sample->header, 2, &partial, sample->names, sample->arena));
    store_set_variant(store, "tsan");
    store_keep_units(store, kept, changed, 1);
    assert_non_null(store_read_facts(store, sample->source, 1, &partial, sample->names, sample->arena));
    assert_null(store_read_facts(store, sample->source, 2, &partial, sample->names, sample->arena));
    store_close(store);
}

static void unused_names_are_swept(void **state)
{
    struct sample *sample = *state;
    const char *written = write_sample(sample, 50);
    query(sample, "UPDATE swept SET names = 20");
    struct store *store = store_open(sample->database, sample->arena);
    struct facts *more = sample_facts(sample, 100);
    store_write_facts(store, "/other.c", 1, false, more);
    const uint64_t key = KEY;
    store_keep_units(store, (const char *const[]){sample->source}, &key, 1);
    bool partial;
    struct facts *read = store_read_facts(store, sample->source, KEY, &partial, sample->names, sample->arena);
    assert_string_equal(facts_text(sample, read), written);
    store_write_facts(store, "/other.c", 1, false, more);
    read = store_read_facts(store, sample->source, KEY, &partial, sample->names, sample->arena);
    assert_string_equal(facts_text(sample, read), written);
    store_close(store);
    assert_string_equal(query(sample, "SELECT count(*) FROM name WHERE text = 'slot 91'"), "1\n");
    assert_string_equal(query(sample, "SELECT (SELECT names FROM swept) < (SELECT count(*) FROM name)"),
                        "1\n");
    assert_string_equal(read_back(sample, sample->source, KEY), written);
}

static void a_closed_database_is_one_file(void **state)
{
    struct sample *sample = *state;
    write_sample(sample, 100);
    assert_int_not_equal(access(arena_format(sample->arena, "%s-wal", sample->database), F_OK), 0);
    assert_int_not_equal(access(arena_format(sample->arena, "%s-shm", sample->database), F_OK), 0);
    assert_int_not_equal(access(arena_format(sample->arena, "%s-journal", sample->database), F_OK), 0);
    assert_string_equal(query(sample, "PRAGMA journal_mode"), "delete\n");
    assert_string_equal(query(sample, "PRAGMA integrity_check"), "ok\n");
    assert_string_equal(query(sample, "PRAGMA foreign_key_check"), "");
}

static void facts_can_be_asked_by_sql(void **state)
{
    struct sample *sample = *state;
    write_sample(sample, 3);
    assert_string_equal(query(sample,
                              "SELECT n.text, f.line, f.scope FROM function f JOIN name n ON n.id = f.name "
                              "ORDER BY f.id"),
                        "name 0|1|0\nname 1|2|1\nname 2|3|2\n");
    assert_string_equal(query(sample,
                              "SELECT n.text, c.slot FROM call c LEFT JOIN function f ON f.id = c.callee "
                              "LEFT JOIN name n ON n.id = f.name ORDER BY c.id"),
                        "NULL|1\nname 1|NULL\nname 2|NULL\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_written_is_read, sample_start, sample_end),
        cmocka_unit_test_setup_teardown(the_same_run_reads_what_it_wrote, sample_start, sample_end),
        cmocka_unit_test_setup_teardown(facts_without_rows_are_facts, sample_start, sample_end),
        cmocka_unit_test_setup_teardown(another_command_is_another_unit, sample_start, sample_end),
        cmocka_unit_test_setup_teardown(writing_again_replaces, sample_start, sample_end),
        cmocka_unit_test_setup_teardown(a_changed_input_is_noticed, sample_start, sample_end),
        cmocka_unit_test_setup_teardown(a_young_input_is_compared_by_content, sample_start, sample_end),
        cmocka_unit_test_setup_teardown(an_input_written_during_the_run_is_not_trusted, sample_start,
                                        sample_end),
        cmocka_unit_test_setup_teardown(a_unit_that_lacks_a_header_is_read_again, sample_start, sample_end),
        cmocka_unit_test_setup_teardown(units_that_are_gone_are_forgotten, sample_start, sample_end),
        cmocka_unit_test_setup_teardown(other_variants_are_kept, sample_start, sample_end),
        cmocka_unit_test_setup_teardown(unused_names_are_swept, sample_start, sample_end),
        cmocka_unit_test_setup_teardown(a_closed_database_is_one_file, sample_start, sample_end),
        cmocka_unit_test_setup_teardown(facts_can_be_asked_by_sql, sample_start, sample_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
