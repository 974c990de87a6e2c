/* SPDX-License-Identifier: Apache-2.0
 *
 * sigvet graph: the calls that handlers reach, one a line, or as a picture for graphviz.
 */
#include "cli/check.h"
#include "cli/commands.h"
#include <stdio.h>
#include <string.h>

static void print_lines(const struct judgement *judgement)
{
    for (uint32_t i = 0; i < judgement->calls.count; i++) {
        const struct judged_call *call = &judgement->calls.items[i];
        if (!call->folded)
            printf("%s > %s %s%s%s\n", call->caller, call->callee, call->kind, call->candidate ? " candidate" : "",
                   call->hidden ? " hidden" : "");
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

static void print_dot(const struct judgement *judgement)
{
    static const char *const colours[] = {
        [VERDICT_CLEAN] = "palegreen", [VERDICT_UNPROVEN] = "khaki", [VERDICT_UNSAFE] = "lightsalmon"};
    puts("digraph handlers {\n  rankdir=LR;\n  node [shape=box, fontname=\"monospace\"];");
    for (uint32_t i = 0; i < judgement->handlers.count; i++) {
        fputs("  ", stdout);
        print_quoted(judgement->handlers.items[i].name);
        printf(" [style=filled, fillcolor=%s];\n", colours[judgement->handlers.items[i].verdict]);
    }
    for (uint32_t i = 0; i < judgement->calls.count; i++) {
        const struct judged_call *call = &judgement->calls.items[i];
        if (call->folded)
            continue;
        fputs("  ", stdout);
        print_quoted(call->caller);
        fputs(" -> ", stdout);
        print_quoted(call->callee);
        puts(call->candidate ? " [style=dotted];" : strcmp(call->kind, "pointer") == 0 ? " [style=dashed];" : ";");
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
