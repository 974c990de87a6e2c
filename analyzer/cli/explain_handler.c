/* SPDX-License-Identifier: Apache-2.0
 *
 * sigvet explain HANDLER: takes what the database has of a handler, prints its proof: the members by the file of their code,
 * how each was reached and where its calls end, what was believed, how pointers were resolved, and what would break it. Of a
 * handler that is not proved, what stands in the way.
 */
#include "cli/explain_handler.h"
#include "base/map.h"
#include "cli/shown.h"
#include "graph/graph.h"
#include "judge/judge.h"
#include "store/verify.h"
#include <stdio.h>
#include <stdlib.h>

enum { MOST_LISTED = 100, CHILD = OBJECT_FUNCTION_CHILD };

struct explaining {
    const struct judgement *judgement;
    const struct proof *proof;
    uint32_t handler;
    uint32_t certificate; /* NO_ROW: none */
    struct map *targets_of; /* (certificate, call) -> first of its targets, which stand together */
    struct map *named;      /* of the certificate: text of a name in texts -> member's function */
    struct intern *texts;
    uint32_t *members;      /* of the certificate, by object */
    uint32_t member_count;
    bool verbose;
    const char *here;
    struct arena *arena;
    uint32_t inside, believed, pointers, targets, handed; /* calls by where they end */
};

static const char *plural(uint32_t count)
{
    return count == 1 ? "" : "s";
}

static const char *clean(const struct explaining *explaining, const char *text)
{
    return shown_text(text, explaining->arena);
}

static const char *place(const struct explaining *explaining, const struct spot *spot)
{
    const char *file = shown_path(spot->file, explaining->here, explaining->arena);
    return !*file ? "a place that is not known" : spot->line ? arena_format(explaining->arena, "%s:%u", file, spot->line) : file;
}

static const char *source_of(const struct explaining *explaining, uint32_t function)
{
    return function == NO_ROW ? "?" : clean(explaining, explaining->proof->functions.items[function].source);
}

/* ---- one member ---- */

static void print_targets(struct explaining *explaining, uint32_t call)
{
    const struct proof *proof = explaining->proof;
    const char *separator = "";
    uint32_t first = map_get(explaining->targets_of, map_pair(explaining->certificate, call));
    for (uint32_t i = first; i < proof->targets.count; i++) {
        const struct proof_target *target = &proof->targets.items[i];
        if (target->certificate != explaining->certificate || target->call != call)
            break;
        explaining->targets++;
        printf("%s%s%s", separator,
               target->function == NO_ROW ? clean(explaining, target->symbol) : source_of(explaining, target->function),
               target->function == NO_ROW ? " (an axiom)" : "");
        separator = ", ";
    }
}

static bool has_targets(const struct explaining *explaining, uint32_t call)
{
    return map_get(explaining->targets_of, map_pair(explaining->certificate, call)) != MAP_NONE;
}

/* A function that the name of a call means: a member; NO_ROW: there is none, an axiom answers it. */
static uint32_t member_named(const struct explaining *explaining, const char *name)
{
    return map_get(explaining->named, intern_text(explaining->texts, name));
}

static void print_call(struct explaining *explaining, uint32_t index)
{
    const struct proof_call *call = &explaining->proof->calls.items[index];
    const char *at = place(explaining, &call->spot);
    if (call->dead)
        return;
    if (!*call->name) {
        explaining->pointers++;
        printf("      may call, through a pointer%s%s at %s: ", *call->slot ? " in " : "", clean(explaining, call->slot), at);
        print_targets(explaining, index);
        putchar('\n');
        return;
    }
    uint32_t callee = call->callee != NO_ROW ? call->callee : member_named(explaining, call->name);
    explaining->inside += callee != NO_ROW;
    explaining->believed += callee == NO_ROW;
    if (callee == call->function && callee != NO_ROW)
        printf("      calls itself at %s\n", at);
    else if (callee != NO_ROW && strcmp(source_of(explaining, callee), source_of(explaining, call->function)) == 0)
        printf("      goes on in %s\n", clean(explaining, explaining->proof->functions.items[callee].name));
    else if (callee != NO_ROW)
        printf("      calls %s at %s\n", source_of(explaining, callee), at);
    else
        printf("      %s %s at %s: an axiom\n", strcmp(call->kind, "system") == 0 ? "makes" : "calls",
               clean(explaining, call->name), at);
    if (!has_targets(explaining, index))
        return;
    explaining->handed++;
    fputs("        which runs ", stdout);
    print_targets(explaining, index);
    putchar('\n');
}

static void print_member(struct explaining *explaining, const struct proof_member *member)
{
    const struct proof *proof = explaining->proof;
    const struct proof_function *function = &proof->functions.items[member->function];
    printf("    %s", source_of(explaining, member->function));
    if (strcmp(function->name, function->source) != 0)
        printf(" (%s)", clean(explaining, function->name));
    printf(", defined at %s, %llu bytes of code", place(explaining, &function->defined), (unsigned long long)function->size);
    if (function->frame >= 0)
        printf(", %lld of stack", (long long)function->frame);
    if (strcmp(function->name, function->source) != 0 && function->flags & CHILD)
        puts(": a part or clone of it");
    else if (member->parent == NO_ROW)
        puts(": the handler");
    else
        printf(": reached from %s at %s\n", source_of(explaining, member->parent), place(explaining, &member->spot));
    for (uint32_t i = 0; i < function->inline_count; i++)
        printf("%s%s%s", i ? ", " : "      holds the code of ", clean(explaining, proof->inlines.items[function->first_inline + i].name),
               i + 1 == function->inline_count ? ", inlined\n" : "");
    for (uint32_t i = 0; i < function->call_count; i++)
        print_call(explaining, function->first_call + i);
}

/* ---- the proof ---- */

static void print_object(const struct explaining *explaining, uint32_t index)
{
    const struct proof_object *object = &explaining->proof->objects.items[index];
    printf("  in %s%s%s%s, ", shown_path(object->path, explaining->here, explaining->arena), *object->member ? "(" : "",
           clean(explaining, object->member), *object->member ? ")" : "");
    if (*object->build_id)
        printf("build id %s, ", clean(explaining, object->build_id));
    printf("hash %016llx\n", (unsigned long long)object->hash);
}

static uint32_t object_of(const struct explaining *explaining, uint32_t at)
{
    const struct proof *proof = explaining->proof;
    return proof->functions.items[proof->members.items[explaining->members[at]].function].object;
}

/* The members of the certificate in the order of objects, counted out, and their names. */
static void find_members(struct explaining *explaining)
{
    const struct proof *proof = explaining->proof;
    uint32_t *ends = arena_array(proof->objects.count + 1, sizeof *ends, explaining->arena);
    explaining->members = arena_array(proof->members.count, sizeof *explaining->members, explaining->arena);
    explaining->texts = intern_new(explaining->arena);
    explaining->named = map_new(explaining->arena);
    for (uint32_t pass = 0; pass < 2; pass++) {
        for (uint32_t i = 0; i < proof->members.count; i++) {
            const struct proof_member *member = &proof->members.items[i];
            const struct proof_function *function = &proof->functions.items[member->function];
            if (member->certificate != explaining->certificate)
                continue;
            if (!pass) {
                ends[function->object + 1]++;
                continue;
            }
            explaining->members[ends[function->object]++] = i;
            explaining->member_count++;
            for (uint32_t s = 0; s < function->symbol_count; s++)
                map_set(explaining->named,
                        intern_text(explaining->texts, proof->symbols.items[function->first_symbol + s].name),
                        member->function);
        }
        for (uint32_t i = 0; !pass && i < proof->objects.count; i++)
            ends[i + 1] += ends[i];
    }
}

static void find_targets(struct explaining *explaining)
{
    const struct proof *proof = explaining->proof;
    explaining->targets_of = map_new(explaining->arena);
    for (uint32_t i = proof->targets.count; i-- > 0;)
        map_set(explaining->targets_of, map_pair(proof->targets.items[i].certificate, proof->targets.items[i].call), i);
}

static void print_axioms(const struct explaining *explaining)
{
    const struct proof *proof = explaining->proof;
    uint32_t count = 0;
    for (uint32_t i = 0; i < proof->axioms.count; i++) {
        const struct proof_axiom *axiom = &proof->axioms.items[i];
        if (axiom->certificate != explaining->certificate)
            continue;
        if (!count++)
            puts("  axioms, believed and not checked:");
        printf("    %s", clean(explaining, axiom->symbol));
        if (strcmp(axiom->symbol, axiom->function) != 0)
            printf(", listed as %s", clean(explaining, axiom->function));
        printf(": %s\n", clean(explaining, axiom->authority));
    }
    if (!count)
        puts("  axioms: none");
}

static void print_proof(struct explaining *explaining)
{
    const struct proof *proof = explaining->proof;
    uint32_t objects = 0;
    find_members(explaining);
    find_targets(explaining);
    puts("  its members, all the code that it can run:");
    for (uint32_t i = 0; i < explaining->member_count; i++) {
        if (!i || object_of(explaining, i) != object_of(explaining, i - 1)) {
            print_object(explaining, object_of(explaining, i));
            objects++;
        }
        print_member(explaining, &proof->members.items[explaining->members[i]]);
    }
    print_axioms(explaining);
    printf("  closed: %u call%s end%s in members, %u in axioms; ", explaining->inside, plural(explaining->inside),
           explaining->inside == 1 ? "s" : "", explaining->believed);
    if (explaining->pointers || explaining->handed)
        printf("%u call%s through %s and %u with callbacks, resolved by flow to %u target%s; ", explaining->pointers,
               plural(explaining->pointers), explaining->pointers == 1 ? "a pointer" : "pointers", explaining->handed,
               explaining->targets, plural(explaining->targets));
    printf("no gap is left in %u function%s of %u object%s\n", explaining->member_count,
           plural(explaining->member_count), objects, plural(objects));
    puts("  it holds while these files are as they were (sigvet verify --objects), the linker joins them by name, the axioms "
         "are true");
    puts(explaining->pointers ? "  and no pointer is given a function in a way that docs/proof.md names as not seen"
                              : "  and nothing is put in the place of these functions when the program is loaded");
    printf("  certificate of sigvet %s, tables %s\n", clean(explaining, proof->tool),
           clean(explaining, proof->tables));
}

/* ---- what stands in the way ---- */

struct listing {
    const struct explaining *explaining;
    uint32_t count;
};

static void list(struct listing *listing, const char *severity, const struct spot *spot, const char *text, const char *kind)
{
    if (!listing->count++)
        puts("  in the way of a proof:");
    if (listing->count > MOST_LISTED && !listing->explaining->verbose)
        return;
    printf("    %s: %s%s%s [%s]\n", severity, *spot->file ? place(listing->explaining, spot) : "", *spot->file ? ": " : "",
           clean(listing->explaining, text), clean(listing->explaining, kind));
}

static void print_findings(struct listing *listing, enum severity severity)
{
    const struct explaining *explaining = listing->explaining;
    const struct judgement *judgement = explaining->judgement;
    for (uint32_t i = 0; i < judgement->findings.count; i++) {
        const struct finding *finding = &judgement->findings.items[i];
        if (finding->handler == explaining->handler && finding->severity == severity)
            list(listing, severity_text(severity), &finding->spot,
                 arena_format(explaining->arena, "%s, by %s", finding->message, finding->chain), finding->rule);
    }
}

static void print_obstacles(const struct explaining *explaining)
{
    const struct judgement *judgement = explaining->judgement;
    struct listing listing = {explaining, 0};
    print_findings(&listing, SEVERITY_ERROR);
    print_findings(&listing, SEVERITY_WARNING);
    for (uint32_t i = 0; i < judgement->gaps.count; i++) {
        const struct judged_gap *gap = &judgement->gaps.items[i];
        if (gap->handler == explaining->handler)
            list(&listing, "gap", &gap->spot, arena_format(explaining->arena, "%s: %s", gap->subject, gap->why), gap->kind);
    }
    for (uint32_t i = 0; i < judgement->proof.obstacles.count; i++) {
        const struct obstacle *obstacle = &judgement->proof.obstacles.items[i];
        if (obstacle->handler == explaining->handler)
            list(&listing, "not known", &obstacle->spot,
                 arena_format(explaining->arena, "%s: %s", obstacle->subject, obstacle->why), obstacle->kind);
    }
    if (listing.count > MOST_LISTED && !explaining->verbose)
        printf("    and %u more; -v shows them\n", listing.count - MOST_LISTED);
    if (!listing.count)
        puts("  nothing stands in the way, but no certificate is here: run sigvet check again");
}

/* ---- all of that name ---- */

static void print_handler(struct explaining *explaining)
{
    const struct judged_handler *handler = &explaining->judgement->handlers.items[explaining->handler];
    printf("%s (%s), registered at %s", clean(explaining, handler->name), clean(explaining, handler->signals),
           place(explaining, &handler->spot));
    if (*handler->program)
        printf(", in %s", clean(explaining, handler->program));
    if (strcmp(handler->variant, "as built") != 0)
        printf(", variant %s", clean(explaining, handler->variant));
    printf(": %s under policy %s\n", verdict_text(handler->verdict), clean(explaining, handler->policy));
    if (handler->verdict == VERDICT_PROVED && explaining->certificate != NO_ROW)
        print_proof(explaining);
    else
        print_obstacles(explaining);
}

bool explain_handler(const char *name, const char *database, const struct options *options, struct arena *arena)
{
    struct store *store = database ? store_open_read(database, !options->database, arena) : NULL;
    if (!store)
        return false;
    const int64_t *ids;
    const struct judgement *judgement = store_read_judgement(store, name, &ids, arena);
    store_close_read(store);
    char *here = getcwd(NULL, 0);
    for (uint32_t i = 0; i < judgement->handlers.count; i++) {
        struct explaining explaining = {.judgement = judgement,
                                        .proof = &judgement->proof,
                                        .handler = i,
                                        .certificate = NO_ROW,
                                        .verbose = options->verbosity > 0,
                                        .here = here ? here : "",
                                        .arena = arena};
        for (uint32_t c = 0; c < judgement->proof.certificates.count; c++)
            if (judgement->proof.certificates.items[c].handler == i)
                explaining.certificate = c;
        if (i)
            putchar('\n');
        print_handler(&explaining);
    }
    free(here);
    return judgement->handlers.count;
}
