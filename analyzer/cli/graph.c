/* SPDX-License-Identifier: Apache-2.0
 *
 * sigvet graph: the calls that handlers reach, one a line, or as a picture for graphviz.
 */
#include "cli/check.h"
#include "cli/commands.h"
#include <stdio.h>
#include <string.h>

static bool is_as_built(const char *variant)
{
    return strcmp(variant, "as built") == 0;
}

static void print_lines(const struct judgement *judgement)
{
    for (uint32_t i = 0; i < judgement->calls.count; i++) {
        const struct judged_call *call = &judgement->calls.items[i];
        if (call->folded)
            continue;
        printf("%s > %s %s%s%s", call->caller, call->callee, call->kind, call->candidate ? " candidate" : "",
               call->hidden ? " hidden" : "");
        if (!is_as_built(call->variant))
            printf(", variant %s", call->variant);
        putchar('\n');
    }
}

/* Names in C need no escapes; names of C++ may hold quotes. */
static void print_quoted(const char *name)
{
    putchar('"');
    for (; *name; name++) {
        if (*name == '"' || *name == '\\')
            putchar('\\');
        putchar(*name);
    }
    putchar('"');
}

/* The worst verdict on handlers of that name, in whatever variant, colours them. */
static enum verdict worst_of(const struct judgement *judgement, const char *name)
{
    enum verdict worst = VERDICT_PROVED;
    for (uint32_t i = 0; i < judgement->handlers.count; i++) {
        const struct judged_handler *handler = &judgement->handlers.items[i];
        if (handler->verdict > worst && strcmp(handler->name, name) == 0)
            worst = handler->verdict;
    }
    return worst;
}

static void print_dot(const struct judgement *judgement)
{
    static const char *const colours[] = {
        [VERDICT_PROVED] = "palegreen", [VERDICT_CLEAN] = "palegreen", [VERDICT_UNPROVEN] = "khaki", [VERDICT_UNSAFE] = "lightsalmon"};
    puts("digraph handlers {\n  rankdir=LR;\n  node [shape=box, fontname=\"monospace\"];");
    for (uint32_t i = 0; i < judgement->handlers.count; i++) {
        fputs("  ", stdout);
        print_quoted(judgement->handlers.items[i].name);
        printf(" [style=filled, fillcolor=%s];\n", colours[worst_of(judgement, judgement->handlers.items[i].name)]);
    }
    for (uint32_t i = 0; i < judgement->calls.count; i++) {
        const struct judged_call *call = &judgement->calls.items[i];
        if (call->folded)
            continue;
        fputs("  ", stdout);
        print_quoted(call->caller);
        fputs(" -> ", stdout);
        print_quoted(call->callee);
        const char *style = call->candidate ? " [style=dotted]" : strcmp(call->kind, "pointer") == 0 ? " [style=dashed]" : "";
        fputs(style, stdout);
        if (!is_as_built(call->variant)) {
            fputs(" [label=", stdout);
            print_quoted(call->variant);
            putchar(']');
        }
        puts(";");
    }
    puts("}");
}

int command_graph(const struct options *options, struct arena *arena)
{
    bool dot = strcmp(options->format, "dot") == 0;
    if (!dot && strcmp(options->format, "text") != 0)
        usage_error("no format '%s'; a graph is told as dot or text", options->format);
    struct judgement *judgement = check_run(options, arena);
    if (dot)
        print_dot(judgement);
    else
        print_lines(judgement);
    if (fflush(stdout) != 0 || ferror(stdout))
        fatal("cannot write the graph:");
    if (!check_read_nothing(judgement))
        return EXIT_CLEAN;
    fputs("sigvet: could not finish: no unit could be read\n", stderr);
    return EXIT_HOST;
}
