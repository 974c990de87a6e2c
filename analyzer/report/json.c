/* SPDX-License-Identifier: Apache-2.0
 *
 * The report as one JSON object: handlers, findings, gaps, units and how source and object agree, with the words of
 * docs/schema.md.
 */
#include "report/report.h"
#include <jansson.h>

static const char *const verdicts[] = {
    [VERDICT_PROVED] = "proved", [VERDICT_CLEAN] = "clean", [VERDICT_UNPROVEN] = "unproven",
    [VERDICT_UNSAFE] = "unsafe"};
static const char *const severities[] = {
    [SEVERITY_NOTE] = "note", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error"};

/* Paths and names are bytes; JSON is not. What is no UTF-8 is shown as "?". */
static json_t *text(const char *bytes)
{
    json_t *value = json_string(bytes ? bytes : "");
    return value ? value : json_string("?");
}

static json_t *spot(const struct spot *spot)
{
    return json_pack("{s:o, s:i, s:i}", "file", text(spot->file), "line", (int)spot->line, "column",
                     (int)spot->column);
}

static json_t *handler_object(const struct judged_handler *handler, uint32_t id)
{
    json_t *registrations = json_array();
    for (uint32_t i = 0; i < handler->registration_count; i++) {
        const struct judged_registration *registration = &handler->registrations[i];
        json_array_append_new(registrations,
                              json_pack("{s:o, s:o, s:o}", "signal", text(registration->signal), "registrar",
                                        text(registration->registrar), "place", spot(&registration->spot)));
    }
    return json_pack("{s:i, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:o}", "handler_id", (int)id + 1, "handler",
                     text(handler->name), "program", text(handler->program), "variant", text(handler->variant),
                     "signals", text(handler->signals), "verdict", verdicts[handler->verdict], "policy",
                     text(handler->policy), "defined", spot(&handler->defined), "registrations", registrations);
}

static json_t *finding_object(const struct judgement *judgement, const struct finding *finding)
{
    json_t *steps = json_array();
    for (uint32_t i = 0; i < finding->step_count; i++)
        json_array_append_new(steps, json_pack("{s:o, s:o, s:o}", "function", text(finding->steps[i]->function), "how",
                                               text(finding->steps[i]->how), "place", spot(&finding->steps[i]->spot)));
    const struct judged_handler *handler = &judgement->handlers.items[finding->handler];
    return json_pack("{s:o, s:s, s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "rule",
                     text(finding->rule), "severity", severities[finding->severity], "handler_id",
                     (int)finding->handler + 1, "handler", text(handler->name), "program", text(handler->program),
                     "variant", text(handler->variant), "function", text(finding->function), "callee",
                     text(finding->callee), "emitted", text(finding->emitted), "cause", text(finding->cause),
                     "evidence", text(finding->evidence), "place", spot(&finding->spot), "message",
                     text(finding->message), "reason", text(finding->reason), "chain", text(finding->chain), "policy",
                     text(finding->policy), "steps", steps);
}

static json_t *agreement_object(const struct agreement *agreement)
{
    return json_pack("{s:i, s:i, s:i, s:i, s:i, s:i, s:i}", "matched", (int)agreement->matched, "doubtful",
                     (int)agreement->doubtful, "hidden", (int)agreement->hidden, "explained",
                     (int)agreement->explained, "inlined", (int)agreement->inlined, "folded", (int)agreement->folded,
                     "untold", (int)agreement->untold);
}

static json_t *gap_object(const struct judgement *judgement, const struct judged_gap *gap)
{
    json_t *id = gap->handler == NONE_HANDLER ? json_null() : json_integer(gap->handler + 1);
    const char *variant = gap->handler != NONE_HANDLER ? judgement->handlers.items[gap->handler].variant
                          : gap->variant               ? gap->variant
                                                       : "as built";
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "kind", text(gap->kind), "subject", text(gap->subject), "why",
                     text(gap->why), "place", spot(&gap->spot), "handler_id", id, "variant", text(variant));
}

static json_t *unit_object(const struct judged_unit *unit)
{
    return json_pack("{s:o, s:o}", "file", text(unit->file), "state", text(unit->state));
}

/* ---- one object, a line for each item: findings may be too many to hold them all ---- */

static void put(FILE *out, json_t *value)
{
    json_dumpf(value, out, JSON_ENCODE_ANY | JSON_PRESERVE_ORDER);
    json_decref(value);
}

static void put_member(FILE *out, const char *name, json_t *value)
{
    fprintf(out, " \"%s\": ", name);
    put(out, value);
}

static void put_item(FILE *out, uint32_t at, json_t *value)
{
    fputs(at ? ",\n  " : "\n  ", out);
    put(out, value);
}

static void write_json(const struct judgement *judgement, const struct report_options *options, FILE *out)
{
    (void)options;
    fputs("{\n", out);
    put_member(out, "policy", text(judgement->policy));
    fputs(",\n \"handlers\": [", out);
    for (uint32_t i = 0; i < judgement->handlers.count; i++)
        put_item(out, i, handler_object(&judgement->handlers.items[i], i));
    fputs("],\n \"findings\": [", out);
    for (uint32_t i = 0; i < judgement->findings.count; i++)
        put_item(out, i, finding_object(judgement, &judgement->findings.items[i]));
    fputs("],\n \"gaps\": [", out);
    for (uint32_t i = 0; i < judgement->gaps.count; i++)
        put_item(out, i, gap_object(judgement, &judgement->gaps.items[i]));
    fputs("],\n \"units\": [", out);
    for (uint32_t i = 0; i < judgement->units.count; i++)
        put_item(out, i, unit_object(&judgement->units.items[i]));
    fputs("],\n", out);
    put_member(out, "objects_read", json_integer(judgement->objects_read));
    fputs(",\n", out);
    put_member(out, "agreement", agreement_object(&judgement->agreement));
    fputs("\n}\n", out);
}

const struct report_format report_format_json = {
    .name = "json", .summary = "one object with handlers, findings, gaps and units", .write = write_json};
