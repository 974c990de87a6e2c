/* SPDX-License-Identifier: Apache-2.0
 *
 * The report as one JSON object: handlers, findings, gaps, units and how source and object agree, with the words of
 * docs/schema.md.
 */
#include "report/report.h"
#include <jansson.h>

static const char *const verdicts[] = {
    [VERDICT_CLEAN] = "clean", [VERDICT_UNPROVEN] = "unproven", [VERDICT_UNSAFE] = "unsafe"};
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
    return json_pack("{s:o, s:s, s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "rule",
                     text(finding->rule), "severity", severities[finding->severity], "handler_id",
                     (int)finding->handler + 1, "handler", text(handler->name), "program", text(handler->program),
                     "variant", text(handler->variant), "function", text(finding->function), "callee",
                     text(finding->callee), "emitted", text(finding->emitted), "cause", text(finding->cause),
                     "evidence", text(finding->evidence), "place", spot(&finding->spot), "message",
                     text(finding->message), "reason", text(finding->reason), "chain", text(finding->chain), "steps",
                     steps);
}

static json_t *agreement_object(const struct agreement *agreement)
{
    return json_pack("{s:i, s:i, s:i, s:i, s:i, s:i, s:i}", "matched", (int)agreement->matched, "doubtful",
                     (int)agreement->doubtful, "hidden", (int)agreement->hidden, "explained",
                     (int)agreement->explained, "inlined", (int)agreement->inlined, "folded", (int)agreement->folded,
                     "untold", (int)agreement->untold);
}

static void write_json(const struct judgement *judgement, const struct report_options *options, FILE *out)
{
    (void)options;
    json_t *handlers = json_array(), *findings = json_array(), *gaps = json_array(), *units = json_array();
    for (uint32_t i = 0; i < judgement->handlers.count; i++)
        json_array_append_new(handlers, handler_object(&judgement->handlers.items[i], i));
    for (uint32_t i = 0; i < judgement->findings.count; i++)
        json_array_append_new(findings, finding_object(judgement, &judgement->findings.items[i]));
    for (uint32_t i = 0; i < judgement->gaps.count; i++) {
        const struct judged_gap *gap = &judgement->gaps.items[i];
        json_t *id = gap->handler == NONE_HANDLER ? json_null() : json_integer(gap->handler + 1);
        const char *variant = gap->handler != NONE_HANDLER ? judgement->handlers.items[gap->handler].variant
                              : gap->variant               ? gap->variant
                                                           : "as built";
        json_array_append_new(gaps, json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "kind", text(gap->kind), "subject",
                                              text(gap->subject), "why", text(gap->why), "place", spot(&gap->spot),
                                              "handler_id", id, "variant", text(variant)));
    }
    for (uint32_t i = 0; i < judgement->units.count; i++)
        json_array_append_new(units, json_pack("{s:o, s:o}", "file", text(judgement->units.items[i].file), "state",
                                               text(judgement->units.items[i].state)));
    json_t *all = json_pack("{s:o, s:o, s:o, s:o, s:o, s:i, s:o}", "policy", text(judgement->policy), "handlers",
                            handlers, "findings", findings, "gaps", gaps, "units", units, "objects_read",
                            (int)judgement->objects_read, "agreement", agreement_object(&judgement->agreement));
    json_dumpf(all, out, JSON_INDENT(1) | JSON_PRESERVE_ORDER);
    fputc('\n', out);
    json_decref(all);
}

const struct report_format report_format_json = {
    .name = "json", .summary = "one object with handlers, findings, gaps and units", .write = write_json};
