/* SPDX-License-Identifier: Apache-2.0
 *
 * sigvet verify DB: runs the queries of verify.sql on the certificates of a database, and with --objects compares the facts
 * they rest on with the files. docs/proof.md says what each of the two shows.
 */
#include "cli/verify.h"
#include "cli/commands.h"
#include "cli/shown.h"
#include "store/verify.h"
#include <stdio.h>
#include <stdlib.h>

struct verifying {
    const struct judgement *judgement;
    const int64_t *ids;
    bool *rejected;           /* certificate by index */
    struct violations violations;
    struct differences differences;
    const char *here;
    struct arena *arena;
};

static uint32_t certificate_of(const struct verifying *verifying, int64_t handler_id)
{
    const struct proof *proof = &verifying->judgement->proof;
    for (uint32_t i = 0; i < proof->certificates.count; i++)
        if (verifying->ids[proof->certificates.items[i].handler] == handler_id)
            return i;
    return NO_ROW;
}

static uint32_t count_members(const struct proof *proof, uint32_t certificate)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < proof->members.count; i++)
        count += proof->members.items[i].certificate == certificate;
    return count;
}

static uint32_t count_axioms(const struct proof *proof, uint32_t certificate)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < proof->axioms.count; i++)
        count += proof->axioms.items[i].certificate == certificate;
    return count;
}

/* A difference concerns the certificates that have a member in that function or file. */
static bool concerns(const struct proof *proof, uint32_t certificate, const struct difference *difference)
{
    for (uint32_t i = 0; i < proof->members.count; i++) {
        const struct proof_member *member = &proof->members.items[i];
        if (member->certificate == certificate &&
            (difference->function == NO_ROW ? proof->functions.items[member->function].object == difference->object
                                            : member->function == difference->function))
            return true;
    }
    return false;
}

static void reject(struct verifying *verifying)
{
    const struct proof *proof = &verifying->judgement->proof;
    for (uint32_t i = 0; i < verifying->violations.items.count; i++) {
        uint32_t certificate = certificate_of(verifying, verifying->violations.items.items[i].handler_id);
        if (certificate != NO_ROW)
            verifying->rejected[certificate] = true;
    }
    for (uint32_t c = 0; c < proof->certificates.count; c++)
        for (uint32_t i = 0; i < verifying->differences.items.count; i++)
            verifying->rejected[c] |= concerns(proof, c, &verifying->differences.items.items[i]);
}

static const char *plural(uint32_t count)
{
    return count == 1 ? "" : "s";
}

static void print_violation(const struct verifying *verifying, const char *what, const char *member, const char *detail)
{
    printf("    %s: %s: %s\n", shown_text(what, verifying->arena), shown_path(member, verifying->here, verifying->arena),
           shown_text(detail, verifying->arena));
}

static void print_difference(const struct verifying *verifying, const struct difference *difference)
{
    const struct proof *proof = &verifying->judgement->proof;
    const char *path = shown_path(proof->objects.items[difference->object].path, verifying->here, verifying->arena);
    const char *function = difference->function == NO_ROW ? "" : proof->functions.items[difference->function].name;
    print_violation(verifying, difference->what,
                    arena_format(verifying->arena, "%s%s%s", path, *function ? ": " : "", function), difference->detail);
}

static void print_certificate(const struct verifying *verifying, uint32_t index)
{
    const struct proof *proof = &verifying->judgement->proof;
    uint32_t of = proof->certificates.items[index].handler;
    const struct judged_handler *handler = &verifying->judgement->handlers.items[of];
    uint32_t members = count_members(proof, index), axioms = count_axioms(proof, index);
    struct arena *arena = verifying->arena;
    printf("%-9s %s (%s) at %s:%u", verifying->rejected[index] ? "rejected" : "holds", shown_text(handler->name, arena),
           shown_text(handler->signals, arena), shown_path(handler->spot.file, verifying->here, arena), handler->spot.line);
    if (*handler->program)
        printf(" in %s", shown_text(handler->program, arena));
    if (strcmp(handler->variant, "as built") != 0)
        printf(", variant %s", shown_text(handler->variant, arena));
    printf(", policy %s: %u member%s, %u axiom%s\n", shown_text(handler->policy, arena), members, plural(members), axioms,
           plural(axioms));
    for (uint32_t i = 0; i < verifying->violations.items.count; i++) {
        const struct violation *violation = &verifying->violations.items.items[i];
        if (violation->handler_id == verifying->ids[of])
            print_violation(verifying, violation->what, violation->member, violation->detail);
    }
    for (uint32_t i = 0; i < verifying->differences.items.count; i++)
        if (concerns(proof, index, &verifying->differences.items.items[i]))
            print_difference(verifying, &verifying->differences.items.items[i]);
}

/* What is wrong and belongs to no certificate that could be read. */
static void print_others(const struct verifying *verifying)
{
    const struct proof *proof = &verifying->judgement->proof;
    bool title = false;
    for (uint32_t i = 0; i < verifying->violations.items.count; i++) {
        const struct violation *violation = &verifying->violations.items.items[i];
        if (certificate_of(verifying, violation->handler_id) != NO_ROW)
            continue;
        if (!title)
            puts("rejected  of no certificate:");
        title = true;
        print_violation(verifying, violation->what, violation->member, violation->detail);
    }
    for (uint32_t i = 0; i < verifying->differences.items.count; i++) {
        bool told = false;
        for (uint32_t c = 0; c < proof->certificates.count && !told; c++)
            told = concerns(proof, c, &verifying->differences.items.items[i]);
        if (!told)
            print_difference(verifying, &verifying->differences.items.items[i]);
    }
}

static void print_end(const struct verifying *verifying, bool objects, uint32_t same)
{
    const struct proof *proof = &verifying->judgement->proof;
    uint32_t count = proof->certificates.count, rejected = 0;
    for (uint32_t i = 0; i < count; i++)
        rejected += verifying->rejected[i];
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
    store_verify(store, &verifying.violations, arena);
    verifying.judgement = store_read_judgement(store, NULL, &verifying.ids, arena);
    store_close_read(store);
    const struct proof *proof = &verifying.judgement->proof;
    uint32_t same = options->objects ? verify_objects(proof, options, &verifying.differences, arena) : 0;
    verifying.rejected = arena_array(proof->certificates.count, sizeof *verifying.rejected, arena);
    reject(&verifying);
    for (uint32_t i = 0; i < proof->certificates.count; i++)
        print_certificate(&verifying, i);
    print_others(&verifying);
    print_end(&verifying, options->objects, same);
    free(here);
    if (fflush(stdout) != 0 || ferror(stdout))
        fatal("cannot write what was verified:");
    return verifying.violations.items.count || verifying.differences.items.count ? EXIT_FINDINGS : EXIT_CLEAN;
}
