/* SPDX-License-Identifier: Apache-2.0
 *
 * What the linked library really contains behind the handler, read from its disassembly: nothing that leaves
 * the library, so no libc, no lazy binding, no allocation; and only the functions that are listed here.
 */
#include "profiled.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { FUNCTIONS = 32, NAME = 64 };

/* All that may be reached; inlined ones need not be. */
static const char *const expected[] = {
    "tick_handle", "sample",           "sender",        "lose",
    "take_lock",   "profile_hash",     "same_stack",    "least",
    "profile_add", "profile_add_with", "profile_evict", "profile_flush_log",
    "raw_memmove", "panicindex",       "panicslice",
};

struct path {
    char reached[FUNCTIONS][NAME];
    unsigned count;
};

/* Without what the optimiser appends: .constprop.0 and the like. */
static void reach(struct path *path, const char *name)
{
    bool listed = false;
    for (unsigned i = 0; i < sizeof expected / sizeof *expected; i++)
        listed = listed || (strncmp(name, expected[i], strlen(expected[i])) == 0 &&
                            strchr(".", name[strlen(expected[i])]));
    if (!listed)
        fail_msg("the handler reaches %s", name);
    for (unsigned i = 0; i < path->count; i++)
        if (strcmp(path->reached[i], name) == 0)
            return;
    assert_true(path->count < FUNCTIONS);
    snprintf(path->reached[path->count++], NAME, "%s", name);
}

static void follow(struct path *path, char *line, const char *function)
{
    char *operation = strchr(line, '\t');
    if (!operation || (strncmp(operation + 1, "call", 4) != 0 && operation[1] != 'j'))
        return;
    if (strstr(operation, "(%rip)"))
        fail_msg("%s calls through the GOT: %s", function, line);
    char *name = strchr(operation, '<');
    if (!name)
        return; /* through a register: profile_flush_log, a root of its own */
    name++;
    name[strcspn(name, "+>")] = '\0';
    if (strcmp(name, function) != 0)
        reach(path, name);
}

static void the_handler(void **state)
{
    (void)state;
    static char text[1 << 20];
    struct path path = {0};
    reach(&path, "tick_handle");
    reach(&path, "profile_flush_log");
    for (unsigned i = 0; i < path.count; i++) {
        char command[4096], name[NAME];
        memcpy(name, path.reached[i], NAME);
        snprintf(command, sizeof command, "objdump -d --no-show-raw-insn --disassemble='%s' %s", name,
                 SIGPROF_LIBRARY);
        assert_int_equal(run(command, text, sizeof text), 0);
        snprintf(command, sizeof command, "<%s>:\n", name);
        assert_non_null(strstr(text, command));
        char *rest;
        for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
            follow(&path, line, name);
    }
    for (unsigned i = 0; i < path.count; i++)
        print_message("%s\n", path.reached[i]);
}

/* Bound when it is loaded, and no more names than it needs. */
static void the_library(void **state)
{
    (void)state;
    char text[4096];
    assert_int_equal(run("readelf -dW " SIGPROF_LIBRARY " | grep -c NOW", text, sizeof text), 0);
    assert_int_equal(run("nm -D --defined-only " SIGPROF_LIBRARY
                         " | cut -d' ' -f3 | LC_ALL=C sort | tr '\\n' ' '",
                         text, sizeof text),
                     0);
    assert_string_equal(text,
                        "_Exit _exit dlclose pthread_create sigaction signal sigprof_start sigprof_stop "
                        "thrd_create ");
}

/* The analyzer on the library's own units: the handler is proved, and its certificate holds. */
static void the_analyzer(void **state)
{
    (void)state;
    char text[1 << 16], command[4096];
    const char *analyzer = getenv("SIGVET") ? getenv("SIGVET") : SIGVET_PROGRAM;
    if (*analyzer == '\0')
        skip();
    snprintf(command, sizeof command,
             "mkdir -p %s/units && cd %s/units && { echo '['; awk 'BEGIN { RS = \"\\n},?\" } "
             "/sigprof_objects\\.dir.*\\.[cS]\\.o/ { sub(/^[^{]*/, \"\"); printf \"%%s%%s\\n}\", joint, $0; "
             "joint = \",\" }' "
             "%s/compile_commands.json; echo ']'; } >compile_commands.json && "
             "%s check -p . --db sigvet.db --parse all --root tick_handle 2>&1",
             SIGPROF_WORK, SIGPROF_WORK, SIGPROF_BUILD, analyzer);
    run(command, text, sizeof text);
    if (!strstr(text, "1 handler: 0 unsafe, 0 unproven, 0 clean so far, 1 proved"))
        fail_msg("%s", text);
    snprintf(command, sizeof command, "%s verify --objects %s/units/sigvet.db 2>&1", analyzer, SIGPROF_WORK);
    if (run(command, text, sizeof text) != 0 || !strstr(text, "1 certificate: 1 holds, 0 rejected"))
        fail_msg("%s", text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_handler),
        cmocka_unit_test(the_library),
        cmocka_unit_test(the_analyzer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
