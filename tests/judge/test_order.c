/* SPDX-License-Identifier: Apache-2.0
 *
 * Judgements of several variants made one: handlers are counted on, and a gap that the program has as it is built is no
 * gap of a variant too.
 */
#include "judge/judge.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

static void add_gap(struct judgement *judgement, const char *subject, uint32_t handler, const char *variant,
                    struct arena *arena)
{
    *array_push(&judgement->gaps, arena) = (struct judged_gap){.kind = "unit-failed",
                                                               .subject = subject,
                                                               .why = "no such file",
                                                               .spot = {.file = "/a.c"},
                                                               .handler = handler,
                                                               .variant = variant};
}

static struct judgement *judgement_of(const char *variant, struct arena *arena)
{
    struct judgement *judgement = arena_alloc(sizeof *judgement, arena);
    *array_push(&judgement->handlers, arena) =
        (struct judged_handler){.name = "on_int", .program = "", .variant = variant};
    return judgement;
}

/* "SUBJECT/HANDLER/VARIANT " of each gap. */
static const char *gaps_text(const struct judgement *judgement, struct arena *arena)
{
    const char *text = "";
    for (uint32_t i = 0; i < judgement->gaps.count; i++) {
        const struct judged_gap *gap = &judgement->gaps.items[i];
        text = arena_format(arena, "%s%s/%d/%s ", text, gap->subject, (int)gap->handler,
                            gap->variant ? gap->variant : "-");
    }
    return text;
}

static void gaps_of_variants(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct judgement *all = judgement_of("as built", arena);
    add_gap(all, "common", NONE_HANDLER, NULL, arena);
    add_gap(all, "common", NONE_HANDLER, NULL, arena);
    add_gap(all, "reached", 0, NULL, arena);
    static const char *const variants[] = {"tsan", "asan"};
    for (size_t i = 0; i < 2; i++) {
        struct judgement *more = judgement_of(variants[i], arena);
        add_gap(more, "common", NONE_HANDLER, variants[i], arena);
        add_gap(more, "of variants", NONE_HANDLER, variants[i], arena);
        add_gap(more, "of variants", NONE_HANDLER, variants[i], arena);
        add_gap(more, "reached", 0, NULL, arena);
        judgement_append(all, more, arena);
    }
    assert_int_equal(all->handlers.count, 3);
    assert_string_equal(gaps_text(all, arena), "reached/0/- reached/1/- reached/2/- common/-1/- of variants/-1/asan "
                                               "of variants/-1/tsan ");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(gaps_of_variants)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
