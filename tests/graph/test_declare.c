/* SPDX-License-Identifier: Apache-2.0
 *
 * Declarations: what is reached under which policy, and what is not followed.
 */
#include "program/program.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#define TEST(name) cmocka_unit_test_setup_teardown(name, program_setup, program_teardown)

static void says(struct program *p, uint32_t function, const char *annotation)
{
    p->facts->functions.items[function].annotations = intern_text(p->names, annotation);
}

static void declares(struct program *p, enum declared_kind kind, const char *pattern, const char *value)
{
    const struct declared declared = {
        .kind = kind, .pattern = pattern, .value = value, .why = "why", .origin = "--test"};
    assert_null(catalogue_declare(p->catalogue, &declared));
}

/* "on_int posix", "f glibc", in the order of discovery. */
static const char *policies_from(struct program *p, const char *root)
{
    const char *text = "";
    for (uint32_t i = 0; i < p->graph->nodes.count; i++) {
        if (strcmp(intern_get(p->names, p->graph->nodes.items[i].name), root) != 0)
            continue;
        const struct reach *reach = graph_reach(p->graph, &i, 1, NONE, p->arena);
        for (uint32_t at = 0; at < reach->items.count; at++) {
            const struct reached *item = &reach->items.items[at];
            text = arena_format(p->arena, "%s%s %s\n", text,
                                intern_get(p->names, p->graph->nodes.items[item->node].name),
                                p->graph->policies.items[item->policy].name);
            assert_true(map_get(reach->index, item->node) <= at);
        }
    }
    return text;
}

static void a_policy_holds_from_its_function_on(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t start = define(p, "on_int"), enter = define(p, "enter"), both = define(p, "both");
    says(p, enter, "sigvet:policy:glibc:entered with g");
    call(p, start, enter, 1);
    call(p, start, both, 1);
    call(p, enter, both, 1);
    program_link(p);
    assert_string_equal(policies_from(p, "on_int"), "on_int posix\nenter glibc\nboth posix\nboth glibc\n");
}

static void names_of_one_policy_are_one(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t start = define(p, "on_int"), enter = define(p, "enter"), leaf = define(p, "leaf");
    says(p, enter, "sigvet:policy:posix-2017:the same");
    call(p, start, enter, 1);
    call(p, start, leaf, 1);
    call(p, enter, leaf, 1);
    program_link(p);
    assert_string_equal(policies_from(p, "on_int"), "on_int posix\nenter posix\nleaf posix\n");
}

static void what_is_never_called_or_safe_is_not_followed(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t start = define(p, "on_int"), never = define(p, "panic_index"), safe = define(p, "audited");
    uint32_t behind = define(p, "behind"), other = define(p, "other");
    says(p, never, "other text\nsigvet:never:in range");
    declares(p, DECLARED_SAFE, "aud*", "");
    call(p, start, never, 1);
    call(p, start, safe, 1);
    call(p, start, other, 1);
    call(p, never, behind, 1);
    call(p, safe, behind, 1);
    program_link(p);
    assert_string_equal(policies_from(p, "on_int"), "on_int posix\nother posix\n");
    assert_string_equal(gaps_of(p), "");
}

static void what_is_safe_under_split_is_not_followed_there(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t start = define(p, "on_int"), enter = define(p, "enter"), check = define(p, "check");
    says(p, enter, "sigvet:policy:posix+split:entered with g");
    declares(p, DECLARED_SAFE, "check", "split");
    call(p, start, enter, 1);
    call(p, enter, check, 1);
    program_link(p);
    assert_string_equal(policies_from(p, "on_int"), "on_int posix\nenter posix+split\n");
    call(p, start, check, 1);
    program_link(p);
    assert_string_equal(policies_from(p, "on_int"), "on_int posix\nenter posix+split\ncheck posix\n");
}

static void who_is_never_called_runs_no_callback(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t start = define(p, "on_int"), compare = define(p, "compare");
    uint32_t made = call(p, start, declare(p, "qsort"), 4);
    flow(p, a_function(p, compare), an_argument(p, made, 3));
    declares(p, DECLARED_NEVER, "qsort", "");
    program_link(p);
    assert_string_equal(policies_from(p, "on_int"), "on_int posix\n");
}

static void who_is_safe_runs_its_callbacks(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t start = define(p, "on_int"), compare = define(p, "compare");
    uint32_t made = call(p, start, declare(p, "qsort"), 4);
    flow(p, a_function(p, compare), an_argument(p, made, 3));
    declares(p, DECLARED_SAFE, "qsort", "");
    program_link(p);
    assert_string_equal(policies_from(p, "on_int"), "on_int posix\ncompare posix\n");
}

static void a_pattern_may_name_a_file(void **state)
{
    struct program *p = *state;
    begin_unit(p, "src/other.c");
    define_as(p, "failed", SCOPE_LOCAL, "void (int)");
    begin_unit(p, "src/main.c");
    uint32_t start = define(p, "on_int"), failed = define_as(p, "failed", SCOPE_LOCAL, "void (int)");
    call(p, start, failed, 1);
    declares(p, DECLARED_NEVER, "failed@other.c", "");
    program_link(p);
    assert_string_equal(policies_from(p, "on_int"), "on_int posix\nfailed posix\n");
}

static void what_means_nothing_is_a_gap(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t start = define(p, "on_int"), enter = define(p, "enter");
    says(p, enter, "sigvet:policy:posixx:no such\nsigvet:never:\nsigvet:what");
    call(p, start, enter, 1);
    declares(p, DECLARED_SAFE, "missing*", "");
    program_link(p);
    assert_string_equal(policies_from(p, "on_int"), "on_int posix\nenter posix\n");
    assert_string_equal(gaps_of(p),
                        "bad-declaration enter\nbad-declaration enter\nbad-declaration enter\nunused-declaration missing*\n");
}

static void the_source_names_a_handler_and_its_policy(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t trap = define(p, "on_trap");
    says(p, trap, "sigvet:handler\nsigvet:policy:\"posix,nosplit\":why");
    program_link(p);
    assert_int_equal(p->graph->handlers.count, 1);
    uint32_t policy = p->graph->handlers.items[0].policy;
    assert_string_equal(p->graph->policies.items[policy].name, "posix,nosplit");
    assert_true(p->graph->policies.items[policy].nosplit);
}

static void a_contract_is_what_is_called(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t start = define(p, "on_int"), one = define(p, "one"), two = define(p, "two"), three = define(p, "three");
    uint32_t hook = a_static(p, "hook", "");
    p->facts->slots.items[hook].targets = intern_text(p->names, "one,two");
    flow(p, a_function(p, one), hook);
    flow(p, a_function(p, three), hook);
    flow(p, an_unknown(p), hook);
    call_through(p, start, hook, "void (int)");
    (void)two;
    program_link(p);
    assert_string_equal(edges_of(p, NULL), "on_int > one pointer\non_int > two pointer\n");
    assert_string_equal(gaps_of(p), "");
    assert_int_equal(p->graph->contracts.count, 1);
    const struct contract *contract = &p->graph->contracts.items[0];
    assert_int_equal(contract->breaches.count, 1);
    assert_string_equal(intern_get(p->names, p->graph->nodes.items[contract->breaches.items[0].node].name), "three");
}

static void a_contract_with_a_function_that_is_not_there_is_a_gap(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t start = define(p, "on_int"), hook = a_static(p, "hook", "");
    p->facts->slots.items[hook].targets = intern_text(p->names, "missing");
    call_through(p, start, hook, "void (int)");
    program_link(p);
    assert_string_equal(edges_of(p, NULL), "");
    assert_string_equal(gaps_of(p), "unresolved-call hook in on_int\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_policy_holds_from_its_function_on),
        TEST(names_of_one_policy_are_one),
        TEST(what_is_never_called_or_safe_is_not_followed),
        TEST(what_is_safe_under_split_is_not_followed_there),
        TEST(who_is_never_called_runs_no_callback),
        TEST(who_is_safe_runs_its_callbacks),
        TEST(a_pattern_may_name_a_file),
        TEST(what_means_nothing_is_a_gap),
        TEST(the_source_names_a_handler_and_its_policy),
        TEST(a_contract_is_what_is_called),
        TEST(a_contract_with_a_function_that_is_not_there_is_a_gap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
