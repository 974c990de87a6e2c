/* SPDX-License-Identifier: Apache-2.0
 *
 * For tests that judge a program made by hand, with sigvet's tables and those of tests/judge/tables. Behind <cmocka.h> and what
 * the test needs itself.
 */
#ifndef SIGVET_TESTS_JUDGED_H
#define SIGVET_TESTS_JUDGED_H

static int setup(void **state)
{
    const char *error = NULL;
    int code = program_setup(state);
    struct program *p = *state;
    p->catalogue = catalogue_load(SIGVET_TABLES_SOURCE, SIGVET_SOURCE "/tests/judge/tables", &error, p->arena);
    return code || !p->catalogue || catalogue_bad_count(p->catalogue);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, program_teardown)

static const struct judgement *judge(struct program *p, const char *policy_name)
{
    struct policy policy;
    assert_true(catalogue_policy(policy_name, &policy));
    return judge_program(p->graph, p->catalogue, &policy, rules_all(), "as built", p->arena);
}

#endif
