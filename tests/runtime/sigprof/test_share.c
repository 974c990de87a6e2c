/* SPDX-License-Identifier: Apache-2.0
 *
 * A known workload on two threads: its hot function has the share of the CPU time that it says itself, within
 * five points, as read by protobuf-c, and by the pprof programs where they are installed.
 */
#include "profiled.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static const double points = 5;

/* In percent, from what the program printed: HOT WARM. */
static double true_share(const char *output)
{
    char *end;
    double hot = strtod(output, &end);
    double warm = strtod(end, NULL);
    assert_true(hot > 1 && warm > 0.1);
    return 100 * hot / (hot + warm);
}

static void check_share(const char *reader, double share, double right)
{
    print_message("%s: hot has %.1f %%, in truth %.1f %%\n", reader, share, right);
    assert_true(fabs(share - right) <= points);
}

/* The percentage behind the first figure in the line of the function: FLAT FLAT% SUM% … NAME. */
static double flat_share(const char *table, const char *function)
{
    char end[64];
    snprintf(end, sizeof end, " %s\n", function);
    for (const char *found = table; (found = strstr(found, end)); found++) {
        const char *line = found;
        while (line > table && line[-1] != '\n')
            line--;
        char *rest;
        if (strtod(line, &rest) > 0 && memchr(rest, '%', (size_t)(found - rest)))
            return strtod(rest + strcspn(rest, " "), NULL);
    }
    return 0;
}

/* False if there is no such program. */
static bool read_by(const char *reader, const char *arguments, char *table, size_t room)
{
    char command[4096];
    snprintf(command, sizeof command, "command -v %s >/dev/null", reader);
    if (run(command, table, room) != 0) {
        print_message("%s is not installed\n", reader);
        return false;
    }
    snprintf(command, sizeof command, "cd %s && HOME=%s %s %s ./hot share 2>/dev/null", SIGPROF_WORK,
             SIGPROF_WORK, reader, arguments);
    assert_int_equal(run(command, table, room), 0);
    return true;
}

/* The file itself says which functions its samples are in: viewers that have nothing else show them. */
static void check_names(const Perftools__Profiles__Profile *profile)
{
    uint64_t in_hot = 0, all = 0;
    for (size_t i = 0; i < profile->n_sample; i++) {
        const Perftools__Profiles__Sample *sample = profile->sample[i];
        const Perftools__Profiles__Location *leaf = profile->location[sample->location_id[0] - 1];
        all += (uint64_t)sample->value[0];
        if (leaf->n_line == 0)
            continue;
        uint64_t number = leaf->line[0]->function_id;
        assert_true(number >= 1 && number <= profile->n_function);
        const Perftools__Profiles__Function *function = profile->function[number - 1];
        assert_int_equal(function->id, number);
        if (strcmp(profile->string_table[function->name], "hot") == 0)
            in_hot += (uint64_t)sample->value[0];
    }
    assert_int_equal(in_hot, count_in(profile, "hot", "hot"));
    assert_true(profile->mapping[0]->has_functions && in_hot > all / 4);
}

/* Leaves the file behind, as SIGPROF_WORK/share, and says the true share. */
static double profile_hot(const char *options, const char *seconds)
{
    char command[4096], output[1024];
    snprintf(command, sizeof command, "cd %s && exec %s %s -o share -- ./hot %s 2>/dev/null", SIGPROF_WORK,
             SIGPROF_COMMAND, options, seconds);
    assert_int_equal(run(command, output, sizeof output), 0);
    return true_share(output);
}

static void pprof_format(void **state)
{
    (void)state;
    char table[8192];
    double right = profile_hot("", "5");
    Perftools__Profiles__Profile *profile = load_profile(SIGPROF_WORK "/share");
    assert_non_null(profile);
    check_account(profile);
    uint64_t samples = count_samples(profile);
    check_share("protobuf-c", 100 * (double)count_in(profile, "hot", "hot") / (double)samples, right);
    /* All CPU time of the process, but that of its start, has its ticks. */
    assert_true(fabs((double)account(profile, "ticks") - 100 * cpu_seconds(profile)) < 10);
    assert_int_equal(profile->period, 10000000);
    assert_int_equal(profile->n_sample_type, 2);
    for (size_t i = 0; i < profile->n_sample; i++)
        assert_int_equal(profile->sample[i]->value[1], profile->sample[i]->value[0] * 10000000);
    /* The program is the first mapping, with a build id. */
    assert_true(profile->n_mapping > 2);
    assert_non_null(strstr(profile->string_table[profile->mapping[0]->filename], "/hot"));
    assert_true(strlen(profile->string_table[profile->mapping[0]->build_id]) >= 32);
    check_names(profile);
    perftools__profiles__profile__free_unpacked(profile, NULL);
    if (read_by("go", "tool pprof -top", table, sizeof table))
        check_share("go tool pprof", flat_share(table, "hot"), right);
}

/* The lost ticks are a function there. */
static void legacy_format(void **state)
{
    (void)state;
    char table[8192];
    double right = profile_hot("--hz 200 --format legacy", "2");
    if (read_by("google-pprof", "--text", table, sizeof table))
        check_share("google-pprof",
                    flat_share(table, "hot") * 100 / (100 - flat_share(table, "lost_profile_data")), right);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pprof_format),
        cmocka_unit_test(legacy_format),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
