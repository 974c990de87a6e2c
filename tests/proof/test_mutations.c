/* SPDX-License-Identifier: Apache-2.0
 *
 * Certificates as they were made hold; each change of one is told with the right words, by the queries where the facts
 * alone show it, by --objects where only the files do. The queries give the same in the sqlite3 shell.
 */
#include "project.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define CERTIFICATE "(SELECT handler_id FROM certificates WHERE handler = 'on_int')"
#define FUNCTION(name) "(SELECT id FROM object_function WHERE source = '" name "')"

struct mutation {
    const char *sql;
    const char *words; /* of a line that is told; '*' nothing, plain text */
};

/* What the facts alone show. */
static const struct mutation by_queries[] = {
    {"DELETE FROM certificate_member WHERE function = " FUNCTION("deeper"),
     "leaves the set: helper: calls deeper, which is no member"},
    {"DELETE FROM certificate_member WHERE function = " FUNCTION("helper"), "leaves the set: on_int: calls helper"},
    {"DELETE FROM certificate_member WHERE function = " FUNCTION("tell_all"), "which is neither a member nor an axiom"},
    {"DELETE FROM certificate_member WHERE function = " FUNCTION("on_int"),
     "missing member: on_int: the handler itself is no member"},
    {"DELETE FROM certificate_axiom WHERE symbol = 'write'", "calls write: no member has that name and no axiom is about it"},
    {"DELETE FROM judged_axiom WHERE function = 'getppid'", "an axiom that is not told: getppid"},
    {"UPDATE certificate_axiom SET authority = '' WHERE symbol = 'write'", "an axiom that is not told: write"},
    {"UPDATE object_call SET name = 'printf' WHERE name = 'getppid'", "leaves the set: deeper: calls printf"},
    {"UPDATE object_call SET callee = NULL, name = 'malloc' WHERE callee = " FUNCTION("deeper"),
     "leaves the set: helper: calls malloc"},
    {"INSERT INTO object_call SELECT max(id) + 1, " FUNCTION("deeper") ", 0, 'direct', 0, 0, NULL, 'malloc', '', '', 0 "
     "FROM object_call; UPDATE object_function SET calls = calls + 1 WHERE source = 'deeper'",
     "leaves the set: deeper: calls malloc"},
    {"DELETE FROM object_call WHERE name = 'getppid'", "facts are missing: deeper: deeper has 1 calls, of which 0 are here"},
    {"DELETE FROM certificate_target WHERE how = 'flow'", "open pointer: on_int: calls through a pointer"},
    {"INSERT INTO certificate_target SELECT max(id) + 1, certificate, call, NULL, 'free', 'flow' FROM certificate_target",
     "leaves the set: on_int: may run free (flow)"},
    {"UPDATE object_function SET decoded = 0 WHERE source = 'helper'", "not decoded: helper"},
    {"UPDATE object_function SET splittable = 1 WHERE source = 'helper'", "checks its stack: helper"},
    {"DELETE FROM object_file WHERE path LIKE '%helper.o'", "facts are missing"},
    {"DELETE FROM object_function WHERE source = 'tell_none'", "facts are missing"},
    {"UPDATE object_call SET kind = 'none' WHERE name = 'getppid'", "unknown fact: deeper"},
    {"UPDATE object_call SET dead = 1 WHERE name = 'getppid'", "unknown fact: deeper"},
    {"UPDATE judged_handler SET verdict = 'proved' WHERE name = 'on_hup'", "no certificate: on_hup"},
    {"UPDATE judged_handler SET verdict = 'proved' WHERE name = 'on_hup'; INSERT INTO certificate SELECT id, 'posix', "
     "'as built', 'proved', 'x', 'y' FROM judged_handler WHERE name = 'on_hup'",
     "an error: on_hup: 'printf' is not async-signal-safe"},
    {"INSERT INTO judged_gap SELECT 1000, " CERTIFICATE ", 'lost-flow', 'tell', '', 0, 'unknown', 'as built'",
     "a gap: tell: lost-flow: unknown"},
    {"UPDATE certificate SET policy = 'glibc'", "another verdict: on_int: certificate: proved, policy glibc"},
    {"UPDATE certificate SET tables = ''", "no origin: on_int"},
    {"DELETE FROM certificate WHERE handler = " CERTIFICATE, "no certificate: on_int"},
};

/* What is altered so that it fits together again, and is not in the file. */
static const struct mutation by_objects[] = {
    {"DELETE FROM object_call WHERE name = 'getppid'; UPDATE object_function SET calls = 0 WHERE source = 'deeper'",
     "helper.o: deeper: the file has a direct call of getppid"},
    {"DELETE FROM object_call WHERE name = 'getppid'; UPDATE object_function SET calls = 0 WHERE source = 'deeper'",
     "1 calls are in the file, 0 in the database"},
    {"UPDATE object_call SET name = 'write' WHERE name = 'getppid'; INSERT INTO certificate_axiom SELECT handler, 'write', "
     "'getppid', (SELECT authority FROM judged_axiom WHERE function = 'getppid') FROM certificate WHERE handler <> " CERTIFICATE,
     "the file has a direct call of getppid"},
    {"UPDATE object_function SET frame = 1 WHERE source = 'helper'", "its size, frame, or what was read of it"},
    {"UPDATE object_function SET size = size + 1 WHERE source = 'helper'", "its size, frame, or what was read of it"},
    {"UPDATE object_function SET address = address + 1 WHERE source = 'helper'", "no such function: "},
    {"UPDATE object_symbol SET weak = 1 WHERE name = 'helper'", "other objects know it by other names"},
    {"INSERT INTO object_symbol SELECT 1000, " FUNCTION("helper") ", 'printf', 0", "other objects know it by other names"},
    {"UPDATE object_file SET hash = '0123456789abcdef' WHERE path LIKE '%helper.o'",
     "a changed object: "},
    {"UPDATE object_file SET path = path || 'x' WHERE path LIKE '%helper.o'", "no object: "},
};

static char said[1 << 16], rows[1 << 16];

static void they_hold(void **state)
{
    (void)state;
    assert_int_equal(verify("", PROOF_DATABASE, said, sizeof said), 0);
    assert_non_null(strstr(said, "holds     on_int (SIGINT)"));
    assert_non_null(strstr(said, "2 certificates: 2 hold, 0 rejected"));
    assert_int_equal(verify("--objects", PROOF_DATABASE, said, sizeof said), 0);
    assert_non_null(strstr(said, "3 objects read again: 3 as they were"));
    run_queries(PROOF_DATABASE, rows, sizeof rows);
    assert_string_equal(rows, "");
}

static void expect_rejected(const char *options, const struct mutation *mutation)
{
    const char *path = changed_database(mutation->sql);
    int code = verify(options, path, said, sizeof said);
    if (code != 1 || !strstr(said, mutation->words) || !strstr(said, "rejected  "))
        fail_msg("exit %d after %s\nexpected: %s\n%s", code, mutation->sql, mutation->words, said);
}

static void queries_reject(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof by_queries / sizeof *by_queries; i++)
        expect_rejected("", &by_queries[i]);
}

/* Each of these fits together: the queries alone do not see it, and docs/proof.md says so. */
static void objects_reject(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof by_objects / sizeof *by_objects; i++) {
        expect_rejected("--objects", &by_objects[i]);
        const char *path = changed_database(by_objects[i].sql);
        if (verify("", path, said, sizeof said) != 0)
            fail_msg("the queries see it too: %s\n%s", by_objects[i].sql, said);
    }
}

static void the_shell_says_the_same(void **state)
{
    (void)state;
    if (shell(said, sizeof said, "sqlite3 --version") != 0)
        skip();
    for (size_t i = 0; i < sizeof by_queries / sizeof *by_queries; i++) {
        const char *path = changed_database(by_queries[i].sql);
        run_queries(path, rows, sizeof rows);
        assert_int_equal(shell(said, sizeof said, "sqlite3 '%s' <'%s/rules/queries/verify.sql'", path, SIGVET_SOURCE), 0);
        assert_true(*rows);
        assert_string_equal(said, rows);
    }
}

/* Another object in the place of the one that was read. */
static void a_changed_file(void **state)
{
    (void)state;
    static const char object[] = PROOF_BASE "/helper.o", saved[] = PROOF_BASE "/helper.saved";
    assert_int_equal(rename(object, saved), 0);
    assert_int_equal(verify("--objects", PROOF_DATABASE, said, sizeof said), 1);
    assert_non_null(strstr(said, "no object: "));
    assert_int_equal(shell(said, sizeof said, "cd '%s' && gcc -g -O1 -Dgetppid=getpid -c helper.c -o helper.o", PROOF_BASE), 0);
    assert_int_equal(verify("--objects", PROOF_DATABASE, said, sizeof said), 1);
    assert_non_null(strstr(said, "a changed object: "));
    assert_int_equal(verify("", PROOF_DATABASE, said, sizeof said), 0); /* the facts still imply the verdict */
    assert_int_equal(rename(saved, object), 0);
    assert_int_equal(verify("--objects", PROOF_DATABASE, said, sizeof said), 0);
}

/* Files that are no database of ours, or pretend to be. */
static void strangers(void **state)
{
    (void)state;
    static const char *const changes[] = {
        "DROP TABLE certificate_axiom",
        "DROP TABLE object_call; CREATE VIEW object_call AS SELECT 1 AS id",
        "DROP TABLE object_call; CREATE TABLE object_call(id, function, address, kind, flags, dead, callee, name, slot)",
        "PRAGMA application_id = 1",
        "PRAGMA user_version = 1",
        "PRAGMA user_version = 1000",
        "UPDATE certificate SET tool = hex(zeroblob(8000000))",
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        const char *path = changed_database(changes[i]);
        if (verify("", path, said, sizeof said) != 3 || strchr(said, '\n') != strrchr(said, '\n'))
            fail_msg("after %s: %s", changes[i], said);
    }
    assert_int_equal(verify("", "/nowhere/x.db", said, sizeof said), 3);
    assert_int_equal(verify("", "/dev/null", said, sizeof said), 3);
    assert_int_equal(verify("", PROOF_BASE "/main.c", said, sizeof said), 3);
    assert_int_equal(verify("", PROOF_BASE, said, sizeof said), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_hold),      cmocka_unit_test(queries_reject), cmocka_unit_test(objects_reject),
        cmocka_unit_test(the_shell_says_the_same), cmocka_unit_test(a_changed_file), cmocka_unit_test(strangers),
    };
    return cmocka_run_group_tests(tests, project_setup, NULL);
}
