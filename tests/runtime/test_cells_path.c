/* SPDX-License-Identifier: Apache-2.0
 *
 * What the linked programs really contain on the foreign path, read from their disassembly: no call that
 * leaves by the PLT or the GOT, so neither libc nor lazy binding nor allocation; and which functions with a
 * stack check it reaches.
 */
#include "run.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { FUNCTIONS = 64, NAME = 64 };

struct path {
    char reached[FUNCTIONS][NAME];
    unsigned count;
    char checked[NAME * 8]; /* names of those with a check, in order, a blank behind each */
    char outside[NAME];     /* the first call that leaves the program, or empty */
};

static void reach(struct path *path, const char *name)
{
    for (unsigned i = 0; i < path->count; i++)
        if (strcmp(path->reached[i], name) == 0)
            return;
    assert_true(path->count < FUNCTIONS);
    snprintf(path->reached[path->count++], NAME, "%s", name);
}

/* One line of a disassembly: a call, or a jump to another function, is followed. False at a stack check. */
static bool follow(struct path *path, const char *line, size_t length, const char *function)
{
    const char *operation = memchr(line, '\t', length);
    if (!operation || (strncmp(operation + 1, "call", 4) != 0 && strncmp(operation + 1, "jmp", 3) != 0 &&
                       strncmp(operation + 1, "addr32 call", 11) != 0))
        return true;
    if (memmem(line, length, "(%rip)", 6)) {
        snprintf(path->outside, NAME, "%s: through the GOT", function);
        return true;
    }
    const char *name = memchr(operation, '<', length - (size_t)(operation - line));
    if (!name)
        return true; /* through a register: the next entry of the path, which is a root of its own */
    char target[NAME];
    snprintf(target, sizeof target, "%.*s", (int)strcspn(name + 1, "+>"), name + 1);
    if (strcmp(target, "__fentry__") == 0)
        return false;
    if (strstr(target, "@plt"))
        snprintf(path->outside, NAME, "%.30s: %.30s", function, target);
    else if (strcmp(target, function) != 0)
        reach(path, target);
    return true;
}

static void walk(struct path *path, const char *text)
{
    for (unsigned i = 0; i < path->count; i++) {
        char head[NAME + 8], name[NAME];
        memcpy(name, path->reached[i], NAME);
        snprintf(head, sizeof head, " <%s>:\n", name);
        const char *line = strstr(text, head);
        if (!line)
            fail_msg("%s is not in the program", name);
        line = strchr(line, '\n') + 1;
        while (*line && *line != '\n') {
            size_t length = strcspn(line, "\n");
            if (!follow(path, line, length, name)) {
                /* It dies here on a foreign thread: what is behind is not on the path. */
                size_t used = strlen(path->checked);
                snprintf(path->checked + used, sizeof path->checked - used, "%s ", name);
                break;
            }
            line += length + (line[length] == '\n');
        }
    }
}

static struct path path_of(const char *variant, const char *compiler, const char *level)
{
    struct path path = {0};
    char command[1024];
    snprintf(command, sizeof command, "objdump -d --no-show-raw-insn %s/%s-%s-%s/raceprof", RUNTIME_CELLS,
             variant, compiler, level);
    char *text = output_of(command);
    reach(&path, "callers_shim");
    reach(&path, "sigprof_foreign");
    reach(&path, "never_flush");
    walk(&path, text);
    free(text);
    return path;
}

static void check_build(const char *compiler, const char *level, void *context)
{
    (void)context;
    static const struct {
        const char *variant;
        bool slicecopy;  /* is reached, and has a check */
    } variants[] = {{"fixed", false}, {"ablation-b", false}, {"plain", false}, {"buggy", true}};
    for (unsigned i = 0; i < sizeof variants / sizeof *variants; i++) {
        struct path path = path_of(variants[i].variant, compiler, level);
        print_message("%s %s %s: checked: %s\n", variants[i].variant, compiler, level, path.checked);
        assert_string_equal(path.outside, "");
        assert_int_equal(strstr(path.checked, "slicecopy ") != NULL, variants[i].slicecopy);
        /* Besides, only the ends that do not return. */
        char rest[NAME * 8];
        char *save;
        snprintf(rest, sizeof rest, "%s", path.checked);
        for (char *name = strtok_r(rest, " ", &save); name; name = strtok_r(NULL, " ", &save))
            assert_true(strcmp(name, "panicindex") == 0 || strcmp(name, "panicslice") == 0 ||
                        strcmp(name, "slicecopy") == 0);
    }
}

/* I20 */
static void the_foreign_path(void **state)
{
    (void)state;
    each_build(check_build, NULL);
}

/* The second instrumenter: the record that the profile filled is used. */
static void unwritten(const char *compiler, const char *level, void *context)
{
    (void)context;
    static const struct {
        const char *variant, *end;
    } variants[] = {{"buggy-msan", "OK\n"}, {"fixed-msan", "OK\n"}, {"ablation-b-msan", "\nunwritten\n"}};
    for (unsigned i = 0; i < 3 && strcmp(level, "O1") == 0; i++) {
        char cell[128];
        snprintf(cell, sizeof cell, "%s-%s-%s", variants[i].variant, compiler, level);
        struct outcome outcome = run_cell(cell, "stack0", "--use", NULL);
        assert_int_equal(outcome.signal, 0);
        assert_true(outcome.size >= strlen(variants[i].end));
        assert_string_equal(outcome.output + outcome.size - strlen(variants[i].end), variants[i].end);
        free(outcome.output);
    }
}

static void the_second_instrumenter(void **state)
{
    (void)state;
    each_build(unwritten, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_foreign_path),
        cmocka_unit_test(the_second_instrumenter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
