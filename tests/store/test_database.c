/* SPDX-License-Identifier: Apache-2.0
 *
 * The database as a file: whose it is, who else uses it, what a killed run and a hostile hand leave behind.
 */
#include "base/text.h"
#include "store/sample.h"
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

static const uint64_t KEY = 7;

static void open_and_close(struct sample *sample)
{
    store_close(store_open(sample->database, sample->arena));
}

static void write_one(struct sample *sample)
{
    struct store *store = store_open(sample->database, sample->arena);
    store_write_facts(store, sample->source, KEY, false, sample_facts(sample, 40));
    store_close(store);
}

/* Opens, reads and writes everything there is. */
static void use(struct sample *sample)
{
    struct store *store = store_open(sample->database, sample->arena);
    bool partial;
    struct facts *facts =
        store_read_facts(store, sample->source, KEY, &partial, sample->names, sample->arena);
    if (facts)
        facts_text(sample, facts);
    store_write_facts(store, sample->header, KEY, false, sample_facts(sample, 20));
    store_keep_units(store, NULL, NULL, 0);
    store_write_judgement(store, sample_judgement(sample));
    store_close(store);
}

static void put_file(const char *path, const char *bytes, size_t length)
{
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    fclose(file);
}

static void expect_refusal(struct sample *sample, const char *why)
{
    size_t before_length, after_length;
    const char *before = text_read_file(sample->database, &before_length, sample->arena);
    const char *said;
    assert_int_equal(in_child(sample, open_and_close, &said), 3);
    assert_string_equal(said,
                        arena_format(sample->arena, "sigvet: %s: %s; choose another with --db or remove it\n",
                                     sample->database, why));
    const char *after = text_read_file(sample->database, &after_length, sample->arena);
    assert_int_equal(after_length, before_length);
    assert_memory_equal(after, before, before_length);
}

static void foreign_files_are_refused_and_left_alone(void **state)
{
    struct sample *sample = *state;
    static const char text[] = "This is a letter, not a database.\n";
    put_file(sample->database, text, 5);
    expect_refusal(sample, "not a sigvet database");
    put_file(sample->database, text, sizeof text - 1);
    expect_refusal(sample, "not a sigvet database");
    char *bytes = arena_alloc(100000, sample->arena);
    put_file(sample->database, bytes, 100000);
    expect_refusal(sample, "not a sigvet database");
    unlink(sample->database);
    put_file(sample->database, "", 0);
    query(sample, "CREATE TABLE customers(name)");
    expect_refusal(sample, "not a sigvet database");
    query(sample, "PRAGMA application_id = 77");
    expect_refusal(sample, "not a sigvet database");
    query(sample, "PRAGMA journal_mode = WAL");
    expect_refusal(sample, "not a sigvet database");
}

static void a_newer_database_is_refused(void **state)
{
    struct sample *sample = *state;
    write_one(sample);
    query(sample, "PRAGMA user_version = 1000");
    expect_refusal(sample, "written by a newer sigvet");
}

static void an_older_database_is_made_anew(void **state)
{
    struct sample *sample = *state;
    write_one(sample);
    query(sample, "CREATE TABLE leftover(x)");
    query(sample, "PRAGMA user_version = 0");
    assert_null(read_back(sample, sample->source, KEY));
    assert_string_equal(query(sample, "SELECT count(*) FROM sqlite_master WHERE name = 'leftover'"), "0\n");
    write_one(sample);
    assert_non_null(read_back(sample, sample->source, KEY));
}

static void an_empty_file_becomes_a_database(void **state)
{
    struct sample *sample = *state;
    put_file(sample->database, "", 0);
    write_one(sample);
    assert_non_null(read_back(sample, sample->source, KEY));
}

static void a_place_that_cannot_be_written_is_named(void **state)
{
    struct sample *sample = *state;
    const char *said;
    sample->database = text_path(sample->folder, "no/such/folder/x.db", sample->arena);
    assert_int_equal(in_child(sample, open_and_close, &said), 3);
    assert_string_equal(said, arena_format(sample->arena,
                                           "sigvet: %s: cannot be written (unable to open database file); "
                                           "choose another with --db\n",
                                           sample->database));
    sample->database = sample->folder;
    assert_int_equal(in_child(sample, open_and_close, &said), 3);
    assert_true(strstr(said, "; choose another with --db\n") != NULL);
    sample->database = "";
    assert_int_equal(in_child(sample, open_and_close, &said), 3);
    assert_string_equal(said, "sigvet: the database has no name; choose one with --db\n");
}

static void a_read_only_database_is_named(void **state)
{
    struct sample *sample = *state;
    if (geteuid() == 0)
        skip();
    write_one(sample);
    chmod(sample->database, 0400);
    const char *said;
    assert_int_equal(in_child(sample, open_and_close, &said), 3);
    assert_true(strstr(said, "cannot be written") != NULL);
    assert_true(strstr(said, "choose another with --db") != NULL);
}

static void names_with_a_meaning_for_sqlite_are_files(void **state)
{
    struct sample *sample = *state;
    assert_int_equal(chdir(sample->folder), 0);
    sample->database = "file:odd?mode=memory";
    open_and_close(sample);
    assert_int_equal(access("./file:odd?mode=memory", F_OK), 0);
    assert_int_equal(chdir("/"), 0);
}

static void write_too_much(struct sample *sample)
{
    struct store *store = store_open(sample->database, sample->arena);
    struct rlimit limit = {300000, 300000};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
    store_write_facts(store, sample->source, KEY, false, sample_facts(sample, 20000));
    store_close(store);
}

static void a_full_disk_is_fatal(void **state)
{
    struct sample *sample = *state;
    const char *said;
    write_one(sample);
    assert_int_equal(in_child(sample, write_too_much, &said), 3);
    assert_true(text_starts(said, "sigvet: "));
    assert_true(strstr(said, "choose another with --db\n") != NULL);
    assert_ptr_equal(strchr(said, '\n'), said + strlen(said) - 1);
    assert_non_null(read_back(sample, sample->source, KEY)); /* the old facts */
}

/* Holds the database for that long in a child. SQLite's locks do not survive a fork, so the child opens it
 * itself. */
static pid_t hold(struct sample *sample, useconds_t microseconds)
{
    pid_t child = fork();
    if (child == 0) {
        struct store *store = store_open(sample->database, sample->arena);
        usleep(microseconds);
        store_write_facts(store, sample->header, KEY, false, sample_facts(sample, 10));
        store_close(store);
        _exit(0);
    }
    usleep(300000);
    return child;
}

static void a_second_run_waits_and_gives_up(void **state)
{
    struct sample *sample = *state;
    const char *said;
    struct timespec before, after;
    pid_t other = hold(sample, 60000000);
    clock_gettime(CLOCK_MONOTONIC, &before);
    assert_int_equal(in_child(sample, open_and_close, &said), 3);
    clock_gettime(CLOCK_MONOTONIC, &after);
    kill(other, SIGKILL);
    waitpid(other, NULL, 0);
    assert_string_equal(said, arena_format(sample->arena,
                                           "sigvet: %s: another process is using it; wait for that, or "
                                           "choose another with --db\n",
                                           sample->database));
    assert_in_range(after.tv_sec - before.tv_sec, 9, 50);
    open_and_close(sample);
}

static void a_second_run_gets_its_turn(void **state)
{
    struct sample *sample = *state;
    for (int is_new = 1; is_new >= 0; is_new--) {
        pid_t other = hold(sample, 1000000);
        write_one(sample);
        int status;
        waitpid(other, &status, 0);
        assert_int_equal(status, 0);
        assert_non_null(read_back(sample, sample->source, KEY));
        assert_non_null(read_back(sample, sample->header, KEY));
    }
}

/* Writes until it is killed. */
static void write_for_ever(struct sample *sample)
{
    for (uint64_t round = 0;; round++) {
        struct store *store = store_open(sample->database, sample->arena);
        struct facts *facts = sample_facts(sample, 300);
        for (uint64_t i = 0; i < 10; i++)
            store_write_facts(store, sample->source, i, false, facts);
        store_keep_units(store, NULL, NULL, 0);
        store_write_facts(store, sample->source, KEY, false, facts);
        store_write_judgement(store, sample_judgement(sample));
        store_close(store);
    }
}

static void check_views(struct sample *sample)
{
    static const char *const views[] = {"handlers", "findings", "calls",         "gaps",
                                        "units",    "axioms",   "registrations", "steps"};
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        const char *rows = query(sample, arena_format(sample->arena, "SELECT count(*) FROM %s", views[i]));
        if (text_starts(rows, "error"))
            fail_msg("%s: %s", views[i], rows);
    }
}

/* Before its first commit there is no database; after it, one that opens and whose views work. */
static void a_killed_run_leaves_a_database(void **state)
{
    struct sample *sample = *state;
    uint32_t random = 1;
    for (int round = 0; round < 25; round++) {
        pid_t child = fork();
        if (child == 0) {
            write_for_ever(sample);
            _exit(0);
        }
        random = random * 1664525 + 1013904223;
        usleep(1000 + random % 120000);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        struct stat status;
        bool there = stat(sample->database, &status) == 0 && status.st_size > 0;
        if (there && round % 2 && !text_starts(query(sample, "SELECT count(*) FROM sqlite_master"), "0"))
            check_views(sample);
        open_and_close(sample);
        check_views(sample);
        assert_string_equal(query(sample, "PRAGMA integrity_check"), "ok\n");
        if (round % 5 == 4)
            unlink(sample->database);
    }
}

/* Every single number of every fact, set to what it cannot be or what only looks possible. */
static void wild_numbers_make_a_unit_unread(void **state)
{
    static const char *const tables[] = {"assembly", "call",  "copy", "flow", "function",
                                         "gap_fact", "input", "slot", "unit", "name"};
    static const char *const values[] = {
        "-1", "9223372036854775807", "-9223372036854775808", "'text'", "x'00ff'", "41"};
    struct sample *sample = *state;
    write_one(sample);
    const char *copy = arena_format(sample->arena, "cp %s %s.good", sample->database, sample->database);
    const char *restore = arena_format(sample->arena, "cp %s.good %s", sample->database, sample->database);
    assert_int_equal(system(copy), 0);
    for (size_t table = 0; table < sizeof tables / sizeof *tables; table++) {
        const char *columns = query(
            sample, arena_format(sample->arena, "SELECT name FROM pragma_table_info('%s')", tables[table]));
        for (const char *at = columns; *at; at = strchr(at, '\n') + 1) {
            for (size_t value = 0; value < sizeof values / sizeof *values; value++) {
                const char *said;
                assert_int_equal(system(restore), 0);
                query(sample, arena_format(
                                  sample->arena,
                                  "UPDATE OR IGNORE %s SET \"%.*s\" = %s WHERE rowid = 3 OR '%s' IN ('unit')",
                                  tables[table], (int)strcspn(at, "\n"), at, values[value], tables[table]));
                int code = in_child(sample, use, &said);
                if (code != 0 && code != 3)
                    fail_msg("%s.%.*s = %s: exit %d: %s", tables[table], (int)strcspn(at, "\n"), at,
                             values[value], code, said);
            }
        }
    }
}

static void indexes_out_of_range_make_a_unit_unread(void **state)
{
    static const char *const changes[] = {
        "UPDATE call SET caller = 41 WHERE id = 3",
        "UPDATE call SET callee = 0 WHERE id = 3",
        "UPDATE call SET slot = -4 WHERE id = 3",
        "UPDATE call SET caller = NULL WHERE id = 3",
        "UPDATE call SET kind = 3 WHERE id = 3",
        "UPDATE flow SET source = 41 WHERE id = 40",
        "UPDATE flow SET target = 0 WHERE id = 1",
        "UPDATE flow SET mode = 3 WHERE id = 1",
        "UPDATE slot SET kind = 10 WHERE id = 1",
        "UPDATE slot SET call = NULL WHERE kind = 7",
        "UPDATE slot SET function = NULL WHERE kind = 0",
        "UPDATE slot SET view = 100 WHERE id = 2",
        "UPDATE function SET scope = 3 WHERE id = 2",
        "UPDATE function SET name = 123456 WHERE id = 2",
        "UPDATE function SET name = -1 WHERE id = 2",
        "UPDATE gap_fact SET function = 41 WHERE id = 2",
        "UPDATE copy SET kind = 6 WHERE id = 2",
        "UPDATE assembly SET may_call = 2 WHERE id = 2",
        "DELETE FROM function WHERE id = 40",
        "DELETE FROM flow WHERE id = 1",
        "DELETE FROM input",
        "DELETE FROM name WHERE text = 'name 5'",
        "UPDATE unit SET count_call = 39",
        "UPDATE unit SET count_call = 41",
        "UPDATE unit SET count_input = 0",
        "UPDATE unit SET first_slot = 2",
        "UPDATE unit SET partial = 2",
        "UPDATE unit SET count_flow = 4294967295",
        "UPDATE input SET size = -1 WHERE id = 2",
        "UPDATE function SET flags = 4294967296 WHERE id = 1",
        "UPDATE function SET line = -1 WHERE id = 1",
    };
    struct sample *sample = *state;
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        unlink(sample->database);
        write_one(sample);
        assert_non_null(read_back(sample, sample->source, KEY));
        query(sample, "PRAGMA writable_schema = ON");
        const char *said = query(sample, changes[i]);
        if (text_starts(said, "error: NOT NULL"))
            continue;
        assert_string_equal(said, "");
        if (read_back(sample, sample->source, KEY))
            fail_msg("believed after: %s", changes[i]);
    }
}

static void damaged_pages_do_no_harm(void **state)
{
    struct sample *sample = *state;
    write_one(sample);
    size_t length;
    char *good = text_read_file(sample->database, &length, sample->arena);
    uint32_t random = 99;
    for (int round = 0; round < 150; round++) {
        char *bytes = malloc(length);
        memcpy(bytes, good, length);
        size_t size = length;
        for (int hit = 0; hit < 1 + round % 20; hit++) {
            random = random * 1664525 + 1013904223;
            size_t at = (size_t)random % length;
            if (round % 3 == 0)
                at %= 4096;
            bytes[at] = (char)(random >> 24);
        }
        if (round % 10 == 9)
            size = random % length;
        put_file(sample->database, bytes, size);
        free(bytes);
        const char *said;
        int code = in_child(sample, use, &said);
        if (code != 0 && code != 3)
            fail_msg("round %d: exit %d: %s", round, code, said);
        if (code == 3 && (!text_starts(said, "sigvet: ") || strchr(said, '\n') != said + strlen(said) - 1))
            fail_msg("round %d: said %s", round, said);
    }
}

/* What a stranger's database could do to us by its schema. */
static void triggers_of_a_database_do_not_run(void **state)
{
    struct sample *sample = *state;
    write_one(sample);
    query(sample, "CREATE TRIGGER evil AFTER INSERT ON unit BEGIN DELETE FROM name; END");
    write_one(sample);
    assert_non_null(read_back(sample, sample->source, KEY));
}

static void a_database_without_its_tables_is_damaged(void **state)
{
    struct sample *sample = *state;
    write_one(sample);
    query(sample, "DROP TABLE flow");
    const char *said;
    assert_int_equal(in_child(sample, use, &said), 3);
    assert_string_equal(said, arena_format(sample->arena,
                                           "sigvet: %s: damaged (no such table: flow); remove it, or choose "
                                           "another with --db\n",
                                           sample->database));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(foreign_files_are_refused_and_left_alone, sample_start, sample_end),
        cmocka_unit_test_setup_teardown(a_newer_database_is_refused, sample_start, sample_end),
        cmocka_unit_test_setup_teardown(an_older_database_is_made_anew, sample_start, sample_end),
        cmocka_unit_test_setup_teardown(an_empty_file_becomes_a_database, sample_start, sample_end),
        cmocka_unit_test_setup_teardown(a_place_that_cannot_be_written_is_named, sample_start, sample_end),
        cmocka_unit_test_setup_teardown(a_read_only_database_is_named, sample_start, sample_end),
        cmocka_unit_test_setup_teardown(names_with_a_meaning_for_sqlite_are_files, sample_start, sample_end),
        cmocka_unit_test_setup_teardown(a_full_disk_is_fatal, sample_start, sample_end),
        cmocka_unit_test_setup_teardown(a_second_run_waits_and_gives_up, sample_start, sample_end),
        cmocka_unit_test_setup_teardown(a_second_run_gets_its_turn, sample_start, sample_end),
        cmocka_unit_test_setup_teardown(a_killed_run_leaves_a_database, sample_start, sample_end),
        cmocka_unit_test_setup_teardown(wild_numbers_make_a_unit_unread, sample_start, sample_end),
        cmocka_unit_test_setup_teardown(indexes_out_of_range_make_a_unit_unread, sample_start, sample_end),
        cmocka_unit_test_setup_teardown(damaged_pages_do_no_harm, sample_start, sample_end),
        cmocka_unit_test_setup_teardown(triggers_of_a_database_do_not_run, sample_start, sample_end),
        cmocka_unit_test_setup_teardown(a_database_without_its_tables_is_damaged, sample_start, sample_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
