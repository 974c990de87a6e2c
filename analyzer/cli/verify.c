/* SPDX-License-Identifier: Apache-2.0
 *
 * sigvet verify DB: runs the queries of verify.sql on the certificates of a database, and with --objects compares the facts
 * they rest on with the files. docs/proof.md says what each of the two shows.
 */
#include "cli/verify.h"
#include "base/map.h"
#include "cli/commands.h"
#include "cli/shown.h"
#include "store/verify.h"
#include <stdio.h>
#include <stdlib.h>

/* Something to tell of a certificate, chained by next. */
struct charge {
    const char *what;
    const char *member;
    const char *detail;
    uint32_t next; /* NO_ROW */
};

/* What is known of one certificate. */
struct standing {
    uint32_t members;
    uint32_t axioms;
    uint32_t first; /* charge; NO_ROW: it holds */
    uint32_t last;
};

struct verifying {
    const struct judgement *judgement;
    const int64_t *ids;
    struct map *certificates;   /* handler_id -> index */
    struct standing *standings; /* by certificate; one more for what belongs to none */
    ARRAY(struct charge) charges;
    const char *here;
    struct arena *arena;
};

static void charge(struct verifying *verifying, uint32_t certificate, struct charge charge)
{
    struct standing *standing = &verifying->standings[certificate];
    charge.next = NO_ROW;
    if (standing->first == NO_ROW)
        standing->first = verifying->charges.count;
    else
        verifying->charges.items[standing->last].next = verifying->charges.count;
    standing->last = verifying->charges.count;
    *array_push(&verifying->charges, verifying->arena) = charge;
}

static void take_stock(struct verifying *verifying)
{
    const struct proof *proof = &verifying->judgement->proof;
    uint32_t count = proof->certificates.count;
    verifying->certificates = map_new(verifying->arena);
    verifying->standings = arena_array(count + 1, sizeof *verifying->standings, verifying->arena);
    for (uint32_t i = 0; i <= count; i++)
        verifying->standings[i].first = NO_ROW;
    for (uint32_t i = 0; i < count; i++)
        map_set(verifying->certificates, (uint64_t)verifying->ids[proof->certificates.items[i].handler], i);
    for (uint32_t i = 0; i < proof->members.count; i++)
        verifying->standings[proof->members.items[i].certificate].members++;
    for (uint32_t i = 0; i < proof->axioms.count; i++)
        verifying->standings[proof->axioms.items[i].certificate].axioms++;
}

static void charge_violations(struct verifying *verifying, const struct violations *violations)
{
    for (uint32_t i = 0; i < violations->items.count; i++) {
        const struct violation *violation = &violations->items.items[i];
        uint32_t certificate = map_get(verifying->certificates, (uint64_t)violation->handler_id);
        if (certificate == MAP_NONE)
            certificate = verifying->judgement->proof.certificates.count;
        charge(verifying, certificate,
               (struct charge){.what = violation->what, .member = violation->member, .detail = violation->detail});
    }
}

/* A difference concerns the certificates that have a member in that function or file. */
static void charge_difference(struct verifying *verifying, const struct difference *difference)
{
    const struct proof *proof = &verifying->judgement->proof;
    const char *path = shown_path(proof->objects.items[difference->object].path, verifying->here, verifying->arena);
    const char *function = difference->function == NO_ROW ? "" : proof->functions.items[difference->function].name;
    struct charge told = {.what = difference->what,
                          .member = arena_format(verifying->arena, "%s%s%s", path, *function ? ": " : "", function),
                          .detail = difference->detail};
    uint32_t last = NO_ROW;
    for (uint32_t i = 0; i < proof->members.count; i++) { /* those of one certificate stand together */
        const struct proof_member *member = &proof->members.items[i];
        bool concerned = difference->function == NO_ROW
                             ? proof->functions.items[member->function].object == difference->object
                             : member->function == difference->function;
        if (concerned && member->certificate != last)
            charge(verifying, last = member->certificate, told);
    }
    if (last == NO_ROW)
        charge(verifying, proof->certificates.count, told);
}

static const char *plural(uint32_t count)
{
    return count == 1 ? "" : "s";
}

static void print_charges(const struct verifying *verifying, uint32_t certificate)
{
    struct arena *arena = verifying->arena;
    for (uint32_t i = verifying->standings[certificate].first; i != NO_ROW; i = verifying->charges.items[i].next) {
        const struct charge *told = &verifying->charges.items[i];
        printf("    %s: %s: %s\n", shown_text(told->what, arena), shown_path(told->member, verifying->here, arena),
               shown_text(told->detail, arena));
    }
}

static void print_certificate(const struct verifying *verifying, uint32_t index)
{
    const struct proof *proof = &verifying->judgement->proof;
    uint32_t of = proof->certificates.items[index].handler;
    const struct judged_handler *handler = &verifying->judgement->handlers.items[of];
    const struct standing *standing = &verifying->standings[index];
    struct arena *arena = verifying->arena;
    printf("%-9s %s (%s) at %s:%u", standing->first == NO_ROW ? "holds" : "rejected", shown_text(handler->name, arena),
           shown_text(handler->signals, arena), shown_path(handler->spot.file, verifying->here, arena), handler->spot.line);
    if (*handler->program)
        printf(" in %s", shown_text(handler->program, arena));
    if (strcmp(handler->variant, "as built") != 0)
        printf(", variant %s", shown_text(handler->variant, arena));
    printf(", policy %s: %u member%s, %u axiom%s\n", shown_text(handler->policy, arena), standing->members,
           plural(standing->members), standing->axioms, plural(standing->axioms));
    print_charges(verifying, index);
}

static void print_end(const struct verifying *verifying, bool objects, uint32_t same)
{
    const struct proof *proof = &verifying->judgement->proof;
    uint32_t count = proof->certificates.count, rejected = 0;
    for (uint32_t i = 0; i < count; i++)
        rejected += verifying->standings[i].first != NO_ROW;
    printf("%s%u certificate%s: %u hold%s, %u rejected", count ? "\n" : "", count, plural(count), count - rejected,
           count - rejected == 1 ? "s" : "", rejected);
    if (count)
        printf(" (made by sigvet %s, tables %s)", shown_text(proof->tool, verifying->arena),
               shown_text(proof->tables, verifying->arena));
    putchar('\n');
    if (objects)
        printf("%u object%s read again: %u as %s\n", proof->objects.count, plural(proof->objects.count), same,
               proof->objects.count == 1 ? "it was" : "they were");
    else if (count)
        puts("the objects were not read again: --objects does that");
}

int command_verify(const struct options *options, struct arena *arena)
{
    const char *path = options_database(options, arena);
    if (!path)
        usage_error("verify which database? sigvet verify DB");
    struct store *store = store_open_read(path, false, arena);
    char *here = getcwd(NULL, 0);
    struct verifying verifying = {.arena = arena, .here = here ? here : ""};
    struct violations violations = {0};
    struct differences differences = {0};
    store_verify(store, &violations, arena);
    verifying.judgement = store_read_judgement(store, NULL, &verifying.ids, arena);
    store_close_read(store);
    const struct proof *proof = &verifying.judgement->proof;
    uint32_t same = options->objects ? verify_objects(proof, options, &differences, arena) : 0;
    take_stock(&verifying);
    charge_violations(&verifying, &violations);
    for (uint32_t i = 0; i < differences.items.count; i++)
        charge_difference(&verifying, &differences.items.items[i]);
    for (uint32_t i = 0; i < proof->certificates.count; i++)
        print_certificate(&verifying, i);
    if (verifying.standings[proof->certificates.count].first != NO_ROW)
        puts("rejected  of no certificate:");
    print_charges(&verifying, proof->certificates.count);
    print_end(&verifying, options->objects, same);
    free(here);
    if (fflush(stdout) != 0 || ferror(stdout))
        fatal("cannot write what was verified:");
    return violations.items.count || differences.items.count ? EXIT_FINDINGS : EXIT_CLEAN;
}
