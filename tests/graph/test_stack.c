/* SPDX-License-Identifier: Apache-2.0
 *
 * The deepest chain: sums, branches, pointer and tail calls, cycles, frames that are not known, callbacks, and how far
 * code without a stack check goes.
 */
#include "base/text.h"
#include "graph/stack.h"
#include "program/compiled.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#define TEST(name) cmocka_unit_test_setup_teardown(name, program_setup, program_teardown)

static void frame(struct program *p, const char *name, uint64_t bytes)
{
    struct object_function *function = &compile(p, name)->functions.items[0];
    function->frame = bytes;
    function->flags |= OBJECT_FUNCTION_HAS_FRAME;
}

/* The call is a jump in the object. */
static void jumps(struct program *p, const char *caller, const char *callee, uint32_t flags)
{
    struct object_facts *facts = compile(p, caller);
    struct edge *edge = written_call(p, caller, callee);
    edge->evidence = EVIDENCE_BOTH;
    edge->object = p->graph->bodies.items[p->graph->nodes.items[edge->caller].first_body].object;
    edge->call = facts->calls.count;
    *array_push(&facts->calls, p->arena) =
        (struct object_call){.callee = NONE, .kind = OBJECT_CALL_TAIL, .flags = flags};
}

static const char *const kinds[] = {"recursion", "dynamic", "unknown", "unseen"};

/* "312 h 100 > f 200 > g 12; recursion f g". */
static const char *depth_of_mode(struct program *p, const char *root, bool nosplit)
{
    const struct graph *graph = p->graph;
    uint32_t node = node_of(p, root);
    struct handler handler = {.nodes = &node, .node_count = 1, .program = NONE};
    struct stack_query query = {.graph = graph, .catalogue = p->catalogue, .handler = &handler, .nosplit = nosplit};
    query.reach = graph_reach(graph, &node, 1, NONE, p->arena);
    const struct stack_bound *bound = graph_stack(&query, p->arena);
    struct text text = {.arena = p->arena};
    text_format(&text, "%llu", (unsigned long long)bound->bytes);
    bool first = true;
    for (uint32_t i = 0; i < bound->steps.count; i++) {
        const struct stack_step *step = &bound->steps.items[i];
        if (step->node == NONE)
            continue;
        text_format(&text, "%s%s %llu", first ? " " : " > ", intern_get(p->names, graph->nodes.items[step->node].name),
                    (unsigned long long)step->bytes);
        first = false;
    }
    for (uint32_t i = 0; i < bound->obstacles.count; i++) {
        const struct stack_obstacle *obstacle = &bound->obstacles.items[i];
        text_format(&text, "; %s", kinds[obstacle->kind]);
        for (uint32_t n = 0; n < obstacle->node_count; n++)
            text_format(&text, " %s", intern_get(p->names, graph->nodes.items[obstacle->nodes[n]].name));
    }
    return text_get(&text);
}

static const char *depth_of(struct program *p, const char *root)
{
    return depth_of_mode(p, root, false);
}

static void the_deepest_branch_counts(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t h = define(p, "h"), a = define(p, "a"), b = define(p, "b"), c = define(p, "c");
    call(p, h, a, 0);
    call(p, h, b, 0);
    call(p, a, c, 0);
    call(p, b, c, 0);
    program_link(p);
    frame(p, "h", 16);
    frame(p, "a", 100);
    frame(p, "b", 64);
    frame(p, "c", 48);
    assert_string_equal(depth_of(p, "h"), "164 h 16 > a 100 > c 48");
    frame(p, "b", 400);
    assert_string_equal(depth_of(p, "h"), "464 h 16 > b 400 > c 48");
    frame(p, "h", 1000);
    assert_string_equal(depth_of(p, "b"), "448 b 400 > c 48");
}

static void a_pointer_call_counts_with_its_deepest_target(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t h = define(p, "h"), small = define(p, "small"), large = define(p, "large");
    flow(p, a_function(p, small), a_static(p, "cb", ""));
    flow(p, a_function(p, large), a_static(p, "cb", ""));
    call_through(p, h, a_static(p, "cb", ""), "void (int)");
    program_link(p);
    frame(p, "h", 16);
    frame(p, "small", 16);
    frame(p, "large", 512);
    assert_string_equal(depth_of(p, "h"), "528 h 16 > large 512");
}

static void a_tail_call_takes_the_place_of_its_caller(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t h = define(p, "h"), a = define(p, "a"), b = define(p, "b");
    call(p, h, a, 0);
    call(p, a, b, 0);
    program_link(p);
    frame(p, "h", 16);
    frame(p, "a", 100);
    frame(p, "b", 300);
    jumps(p, "a", "b", 0);
    assert_string_equal(depth_of(p, "h"), "316 h 16 > a 0 > b 300");
    frame(p, "b", 30);
    assert_string_equal(depth_of(p, "h"), "116 h 16 > a 100");
}

static void a_jump_with_its_frame_still_there_is_a_call(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t h = define(p, "h"), a = define(p, "a");
    call(p, h, a, 0);
    program_link(p);
    frame(p, "h", 16);
    frame(p, "a", 100);
    jumps(p, "h", "a", OBJECT_CALL_FRAMED);
    assert_string_equal(depth_of(p, "h"), "116 h 16 > a 100");
}

static void a_cycle_is_told_and_each_of_it_counts_once(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t h = define(p, "h"), a = define(p, "a"), b = define(p, "b"), leaf = define(p, "leaf");
    call(p, h, a, 0);
    call(p, a, b, 0);
    call(p, b, a, 0);
    call(p, a, leaf, 0);
    program_link(p);
    frame(p, "h", 16);
    frame(p, "a", 32);
    frame(p, "b", 64);
    frame(p, "leaf", 128);
    assert_string_equal(depth_of(p, "h"), "240 h 16 > a 32 > b 64 > leaf 128; recursion a b");
}

static void a_function_that_calls_itself(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t h = define(p, "h");
    call(p, h, h, 0);
    program_link(p);
    frame(p, "h", 16);
    assert_string_equal(depth_of(p, "h"), "16 h 16; recursion h");
}

static void a_cycle_of_tail_calls_has_a_bound(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t h = define(p, "h"), a = define(p, "a"), b = define(p, "b"), leaf = define(p, "leaf");
    call(p, h, a, 0);
    call(p, a, b, 0);
    call(p, b, a, 0);
    call(p, b, leaf, 0);
    program_link(p);
    frame(p, "h", 16);
    frame(p, "a", 32);
    frame(p, "b", 64);
    frame(p, "leaf", 8);
    jumps(p, "a", "b", 0);
    jumps(p, "b", "a", 0);
    assert_string_equal(depth_of(p, "h"), "88 h 16 > a 0 > b 64 > leaf 8");
    compile(p, "b")->calls.items[0].flags = OBJECT_CALL_FRAMED;
    assert_string_equal(depth_of(p, "h"), "120 h 16 > a 32 > b 64 > leaf 8; recursion a b");
}

/* A leaf may be deeper by its red zone than a library function is by its frame. */
static void the_red_zone_is_part_of_the_depth(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t h = define(p, "h"), leaf = define(p, "leaf"), listed = declare(p, "getpid");
    call(p, h, leaf, 0);
    call(p, h, listed, 0);
    program_link(p);
    frame(p, "h", 16);
    frame(p, "leaf", 200);
    compile(p, "h")->machine = intern_text(p->names, "x86-64");
    p->graph->stack.signal_frame = 1000;
    *array_push(&compile(p, "leaf")->sections, p->arena) =
        (struct object_section){.name = intern_text(p->names, ".text")};
    struct graph_object *objects = (struct graph_object *)p->graph->objects;
    for (uint32_t i = 0; i < p->graph->object_count; i++) /* linked statically: nothing is bound */
        ((struct object_facts *)objects[i].facts)->kind = OBJECT_EXECUTABLE;
    assert_string_equal(depth_of(p, "h"), "1344 h 16 > leaf 200");
    compile(p, "leaf")->sections.items[0].name = intern_text(p->names, ".gopclntab");
    assert_string_equal(depth_of(p, "h"), "1272 h 16 > getpid 256");
}

static void what_has_no_frame_is_told(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t h = define(p, "h"), a = define(p, "a"), listed = declare(p, "getpid"), alien = declare(p, "alien");
    define(p, "grows");
    call(p, h, a, 0);
    call(p, h, listed, 0);
    call(p, a, alien, 0);
    program_link(p);
    frame(p, "h", 16);
    assert_string_equal(depth_of(p, "h"), "272 h 16 > getpid 256; unknown a; unknown alien");
    frame(p, "a", 1000);
    compile(p, "a")->functions.items[0].flags |= OBJECT_FUNCTION_DYNAMIC;
    assert_string_equal(depth_of(p, "h"), "1016 h 16 > a 1000; dynamic a; unknown alien");
}

static void a_call_that_nobody_knows_is_told(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    call_through(p, define(p, "h"), a_static(p, "lost", ""), "void (int)");
    program_link(p);
    frame(p, "h", 16);
    assert_string_equal(depth_of(p, "h"), "16 h 16; unseen h");
}

static void a_callback_stands_on_who_runs_it(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t h = define(p, "h"), less = define(p, "less"), bsearch = declare(p, "bsearch");
    uint32_t made = call(p, h, bsearch, 5);
    flow(p, a_function(p, less), an_argument(p, made, 4));
    program_link(p);
    frame(p, "h", 16);
    frame(p, "less", 1000);
    uint64_t bytes = 0;
    catalogue_frame(p->catalogue, "bsearch", &bytes, NULL);
    const char *expected = bytes ? arena_format(p->arena, "%llu h 16 > bsearch %llu > less 1000",
                                                (unsigned long long)(1016 + bytes), (unsigned long long)bytes)
                                 : "1016 h 16 > bsearch 0 > less 1000; unknown bsearch";
    assert_string_equal(depth_of(p, "h"), expected);
}

static void nosplit_ends_where_the_stack_is_checked(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    uint32_t h = define(p, "h"), a = define(p, "a"), checks = define(p, "checks"), below = define(p, "below");
    call(p, h, a, 0);
    call(p, a, checks, 0);
    call(p, checks, below, 0);
    program_link(p);
    frame(p, "h", 16);
    frame(p, "a", 100);
    frame(p, "checks", 5000);
    frame(p, "below", 90);
    p->graph->nodes.items[node_of(p, "checks")].marks |= NODE_SPLITTABLE;
    assert_string_equal(depth_of_mode(p, "h", true), "116 h 16 > a 100");
    frame(p, "below", 300);
    assert_string_equal(depth_of_mode(p, "h", true), "300 checks 0 > below 300");
    assert_string_equal(depth_of(p, "h"), "5416 h 16 > a 100 > checks 5000 > below 300");
}

static void a_clone_stands_on_what_calls_it(void **state)
{
    struct program *p = *state;
    begin_unit(p, "main.c");
    define(p, "h");
    program_link(p);
    frame(p, "h", 16);
    struct object_facts *facts = compile(p, "h");
    *array_push(&facts->functions, p->arena) =
        (struct object_function){.name = intern_text(p->names, "h.part.0"),
                                 .body = 1,
                                 .frame = 200,
                                 .flags = OBJECT_FUNCTION_HAS_FRAME | OBJECT_FUNCTION_CHILD};
    *array_push(&facts->calls, p->arena) = (struct object_call){.callee = 1, .kind = OBJECT_CALL_DIRECT};
    facts->functions.items[0].call_count = 1;
    struct node *node = &p->graph->nodes.items[node_of(p, "h")];
    uint32_t object = p->graph->bodies.items[node->first_body].object;
    node->first_body = p->graph->bodies.count;
    node->body_count = 2;
    *array_push(&p->graph->bodies, p->arena) = (struct body){.object = object, .function = 0};
    *array_push(&p->graph->bodies, p->arena) = (struct body){.object = object, .function = 1};
    assert_string_equal(depth_of(p, "h"), "216 h 216");
    facts->calls.items[0].kind = OBJECT_CALL_TAIL; /* .cold goes on in the same frame */
    assert_string_equal(depth_of(p, "h"), "200 h 200");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_deepest_branch_counts),
        TEST(a_pointer_call_counts_with_its_deepest_target),
        TEST(a_tail_call_takes_the_place_of_its_caller),
        TEST(a_jump_with_its_frame_still_there_is_a_call),
        TEST(a_cycle_is_told_and_each_of_it_counts_once),
        TEST(a_function_that_calls_itself),
        TEST(a_cycle_of_tail_calls_has_a_bound),
        TEST(the_red_zone_is_part_of_the_depth),
        TEST(what_has_no_frame_is_told),
        TEST(a_call_that_nobody_knows_is_told),
        TEST(a_callback_stands_on_who_runs_it),
        TEST(nosplit_ends_where_the_stack_is_checked),
        TEST(a_clone_stands_on_what_calls_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
