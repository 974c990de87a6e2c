/* SPDX-License-Identifier: Apache-2.0
 *
 * getopt_long over all options of all commands: there are few, and they mean the same everywhere.
 */
#include "cli/options.h"
#include "base/text.h"
#include "report/report.h"
#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char help_text[] =
    "usage: sigvet check [OPTION]... [FILE.c -- FLAG...]\n"
    "       sigvet graph [OPTION]... [FILE.c -- FLAG...]\n"
    "       sigvet explain RULE|HANDLER|FUNCTION\n"
    "       sigvet rules\n"
    "       sigvet verify [--objects] [DB]\n"
    "\n"
    "Finds the signal handlers of a C program, follows every call that they can make, and says which of them reach\n"
    "functions that are not async-signal-safe, by which chain of calls, and what could not be seen.\n"
    "\n"
    "what to read\n"
    "  -p, --build DIR           folder of compile_commands.json (default: . or ./build)\n"
    "  FILE.c -- FLAG...         one file with its compiler flags, without a compilation database\n"
    "      --root FUNCTION[@FILE][=POLICY]\n"
    "                            judge this function as a handler too; may be repeated\n"
    "      --parse needed|all    read the units that handlers need (default), or all of them\n"
    "      --view WHAT           both (default), source, or object: nothing is parsed\n"
    "      --compile             run the compile commands of units that handlers reach and whose objects are missing,\n"
    "                            stale or made for link-time optimisation; objects go into sigvet.objects\n"
    "      --variant NAME[,NAME]...\n"
    "                            judge the program compiled this way too; may be repeated: O0, O3, asan, coverage,\n"
    "                            fentry, fortify, instrument-functions, msan, pg, profile, split-stack,\n"
    "                            stack-protector, tsan, ubsan, or all. Runs the compile commands of units that handlers\n"
    "                            reach, with other flags; objects go into sigvet.objects\n"
    "      --variant NAME:FLAGS  the same with flags of your own\n"
    "      --cc COMPILER         compile with this one instead of the units' own\n"
    "      --link PROGRAM        a linked program or library, besides those in the build folder; may be repeated\n"
    "      --library FILE        a shared library or archive that the program is linked with, besides those that linked\n"
    "                            programs need; may be repeated\n"
    "      --binary PROGRAM      judge this program by its code alone, without sources\n"
    "      --query-driver GLOBS  compilers besides those on PATH that may be asked for their macros and include\n"
    "                            paths, separated by colons\n"
    "  -j, --jobs N              worker processes (default: one a core)\n"
    "how to judge\n"
    "      --policy NAME         what a handler may call (default: posix); there are\n"
    "                            %s\n"
    "      --never FUNCTION=WHY  this function is never called by handlers; FUNCTION may have '*' for any text, and\n"
    "                            @FILE behind. This and the next three may be repeated; each use is an axiom\n"
    "      --safe FUNCTION=WHY   this function may be called; it is not entered\n"
    "      --enter FUNCTION=POLICY:WHY\n"
    "                            from this function on, another policy holds\n"
    "      --nosplit FUNCTION=WHY\n"
    "                            this function has the project's nosplit mark, or, without code here, no stack check\n"
    "      --stack-limit BYTES   how much stack a handler may take, the kernel's signal frame included\n"
    "      --signal-frame BYTES  what the kernel puts on the stack (default: the table's, or this machine's)\n"
    "      --tables DIR          tables of your own, added to sigvet's\n"
    "      --fail-on WHAT        exit 1 when a handler is 'unsafe' (default), 'unproven' or worse, 'clean' or worse\n"
    "                            (so that all must be proved), or 'never'\n"
    "what to tell\n"
    "      --objects             verify: hash and read the objects again, and compare what they say\n"
    "      --db FILE             database of facts and findings (default: sigvet.db in the build folder)\n"
    "      --format NAME         text (default) or json; for graph: text or dot\n"
    "      --color WHEN          auto (default), always, never\n"
    "  -q, --quiet               findings only\n"
    "  -v, --verbose             every finding, gap, axiom and place\n"
    "  -h, --help                this text\n"
    "  -V, --version             the version\n"
    "\n"
    "exit: 0 nothing to fail on, 1 findings, 2 usage, 3 could not finish\n";

noreturn void usage_error(const char *format, ...)
{
    fputs("sigvet: ", stderr);
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputs(" (see sigvet --help)\n", stderr);
    exit(EXIT_USAGE);
}

static bool is_file(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && !S_ISDIR(status.st_mode);
}

const char *options_tables(struct arena *arena)
{
    char self[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length > 0) {
        self[length] = '\0';
        char *installed = text_path(self, "../../share/sigvet/tables", arena);
        if (is_file(text_path(installed, "posix.tbl", arena)))
            return installed;
    }
    return SIGVET_TABLES_SOURCE;
}

const char *options_database(const struct options *options, struct arena *arena)
{
    bool named = strcmp(options->command, "verify") == 0 && options->subject;
    if (named || options->database || !options->build_directory)
        return named ? options->subject : options->database;
    return text_path(options->build_directory, "sigvet.db", arena);
}

static uint32_t read_count(const char *option, const char *text)
{
    char *end;
    unsigned long count = strtoul(text, &end, 10);
    if (*end || end == text || count < 1 || count > 1024 || *text == '-')
        usage_error("%s wants a number from 1 to 1024, not '%s'", option, text);
    return (uint32_t)count;
}

static uint64_t read_bytes(const char *option, const char *text)
{
    char *end;
    unsigned long long bytes = strtoull(text, &end, 10);
    if (*end || end == text || !bytes || bytes > INT32_MAX || *text == '-')
        usage_error("%s wants a number of bytes, not '%s'", option, text);
    return bytes;
}

static enum fail_on read_fail_on(const char *text)
{
    if (strcmp(text, "unsafe") == 0)
        return FAIL_ON_UNSAFE;
    if (strcmp(text, "unproven") == 0)
        return FAIL_ON_UNPROVEN;
    if (strcmp(text, "clean") == 0)
        return FAIL_ON_CLEAN;
    if (strcmp(text, "never") == 0)
        return FAIL_ON_NEVER;
    usage_error("--fail-on wants unsafe, unproven, clean or never, not '%s'", text);
}

static bool read_colour(const char *text)
{
    if (strcmp(text, "always") == 0)
        return true;
    if (strcmp(text, "never") == 0)
        return false;
    if (strcmp(text, "auto") != 0)
        usage_error("--color wants auto, always or never, not '%s'", text);
    const char *none = getenv("NO_COLOR"), *terminal = getenv("TERM");
    return isatty(STDOUT_FILENO) && !(none && *none) && !(terminal && strcmp(terminal, "dumb") == 0);
}

static enum parse read_parse(const char *text)
{
    if (strcmp(text, "needed") == 0)
        return PARSE_NEEDED;
    if (strcmp(text, "all") == 0)
        return PARSE_ALL;
    usage_error("--parse wants needed or all, not '%s'", text);
}

static enum view read_view(const char *text)
{
    if (strcmp(text, "both") == 0)
        return VIEW_BOTH;
    if (strcmp(text, "source") == 0)
        return VIEW_SOURCE;
    if (strcmp(text, "object") == 0)
        return VIEW_OBJECT;
    usage_error("--view wants both, source or object, not '%s'", text);
}

static const char *read_program(const char *option, const char *text, struct arena *arena)
{
    char *real = realpath(text, NULL);
    if (!real || !is_file(real))
        usage_error("%s: there is no file '%s'", option, text);
    const char *path = arena_text(real, arena);
    free(real);
    return path;
}

enum {
    OPTION_ROOT = 256,
    OPTION_POLICY,
    OPTION_TABLES,
    OPTION_DB,
    OPTION_FAIL_ON,
    OPTION_COLOR,
    OPTION_FORMAT,
    OPTION_QUERY,
    OPTION_PARSE,
    OPTION_VIEW,
    OPTION_COMPILE,
    OPTION_LINK,
    OPTION_LIBRARY,
    OPTION_BINARY,
    OPTION_VARIANT,
    OPTION_CC,
    OPTION_ENTER,
    OPTION_NEVER,
    OPTION_NOSPLIT,
    OPTION_SAFE,
    OPTION_STACK_LIMIT,
    OPTION_SIGNAL_FRAME,
    OPTION_OBJECTS,
};

/* What is said of functions by name. */
static bool read_declared(int option, struct options *options, struct arena *arena)
{
    static const struct {
        int option;
        enum declared_kind kind;
        const char *text;
    } known[] = {{OPTION_ENTER, DECLARED_POLICY, "--enter"},
                 {OPTION_NEVER, DECLARED_NEVER, "--never"},
                 {OPTION_NOSPLIT, DECLARED_NOSPLIT, "--nosplit"},
                 {OPTION_SAFE, DECLARED_SAFE, "--safe"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].option == option) {
            options_declare(options, known[i].kind, known[i].text, optarg, arena);
            return true;
        }
    return false;
}

/* Which code is looked at, and how much of it. */
static bool read_seeing(int option, struct options *options, struct arena *arena)
{
    switch (option) {
    case OPTION_PARSE:
        options->parse = read_parse(optarg);
        return true;
    case OPTION_VIEW:
        options->view = read_view(optarg);
        return true;
    case OPTION_COMPILE:
        options->compile = true;
        return true;
    case OPTION_VARIANT:
        *array_push(&options->variants, arena) = optarg;
        return true;
    case OPTION_CC:
        options->compiler = optarg;
        return true;
    case OPTION_LINK:
        *array_push(&options->links, arena) = read_program("--link", optarg, arena);
        return true;
    case OPTION_LIBRARY:
        *array_push(&options->libraries, arena) = read_program("--library", optarg, arena);
        return true;
    case OPTION_BINARY:
        options->binary = read_program("--binary", optarg, arena);
        return true;
    default:
        return false;
    }
}

static void read_option(int option, struct options *options, struct arena *arena)
{
    switch (option) {
    case 'p':
        options->build_directory = optarg;
        break;
    case 'j':
        options->workers = read_count("-j", optarg);
        break;
    case 'q':
        options->verbosity = -1;
        break;
    case 'v':
        options->verbosity = 1;
        break;
    case 'h':
        printf(help_text, catalogue_policies());
        exit(fflush(stdout) == 0 && !ferror(stdout) ? EXIT_CLEAN : EXIT_HOST);
    case 'V':
        puts("sigvet " SIGVET_VERSION);
        exit(fflush(stdout) == 0 && !ferror(stdout) ? EXIT_CLEAN : EXIT_HOST);
    case OPTION_ROOT:
        options_root(options, optarg, arena);
        break;
    case OPTION_POLICY:
        options->policy = optarg;
        break;
    case OPTION_TABLES:
        options->tables = optarg;
        break;
    case OPTION_DB:
        options->database = optarg;
        break;
    case OPTION_FAIL_ON:
        options->fail_on = read_fail_on(optarg);
        break;
    case OPTION_COLOR:
        options->colour = read_colour(optarg);
        break;
    case OPTION_FORMAT:
        options->format = optarg;
        break;
    case OPTION_OBJECTS:
        options->objects = true;
        break;
    case OPTION_QUERY:
        options->query_driver = optarg;
        break;
    case OPTION_STACK_LIMIT:
        options->stack.limit = read_bytes("--stack-limit", optarg);
        break;
    case OPTION_SIGNAL_FRAME:
        options->stack.signal_frame = read_bytes("--signal-frame", optarg);
        break;
    default:
        if (read_seeing(option, options, arena) || read_declared(option, options, arena))
            break;
        fputs("sigvet: see sigvet --help\n", stderr);
        exit(EXIT_USAGE);
    }
}

/* What stands on the command line besides options: the command, then what it is about, then flags behind "--". */
static void read_words(int argc, char **argv, int dashes, struct options *options)
{
    int words = (dashes ? dashes : argc) - optind;
    if (words < 1)
        usage_error("what is to be done? check, explain, graph, rules or verify");
    options->command = argv[optind];
    bool reads = strcmp(options->command, "check") == 0 || strcmp(options->command, "graph") == 0;
    if (!reads)
        options->subject = words > 1 ? argv[optind + 1] : NULL;
    else if (words > 1)
        options->lone_file = argv[optind + 1];
    if (words > 2)
        usage_error("'%s' is one word too many", argv[optind + 2]);
    if (dashes && !options->lone_file)
        usage_error("flags behind -- belong to one file: sigvet check FILE.c -- FLAGS");
    options->lone_flags = (const char *const *)(dashes ? argv + dashes + 1 : argv + argc);
}

static void find_build_directory(struct options *options, struct arena *arena)
{
    char *here = getcwd(NULL, 0);
    if (!here)
        fatal("cannot tell the current folder:");
    const char *directory = options->build_directory;
    if (!directory)
        directory = !is_file("compile_commands.json") && is_file("build/compile_commands.json") ? "build" : ".";
    if (options->objects && strcmp(options->command, "verify") != 0)
        usage_error("--objects belongs to sigvet verify");
    if (options->lone_file && options->build_directory)
        usage_error("give a build folder (-p) or a file, not both");
    if (options->binary && (options->lone_file || options->build_directory))
        usage_error("--binary is read without sources: neither -p nor a file goes with it");
    if (options->compile && options->view != VIEW_BOTH)
        usage_error("--compile needs --view both");
    if (options->variants.count && options->view != VIEW_BOTH)
        usage_error("--variant needs --view both");
    if (options->variants.count && options->binary)
        usage_error("--variant compiles units: --binary has none");
    if (options->compiler && !options->compile && !options->variants.count)
        usage_error("--cc is the compiler of --variant and --compile: give one of them");
    options->build_directory = options->lone_file || options->binary ? NULL : text_path(here, directory, arena);
    free(here);
}

void options_read(int argc, char **argv, struct options *options, struct arena *arena)
{
    static const struct option long_options[] = {
        {"binary", required_argument, NULL, OPTION_BINARY}, {"build", required_argument, NULL, 'p'},
        {"cc", required_argument, NULL, OPTION_CC},
        {"color", required_argument, NULL, OPTION_COLOR},
        {"colour", required_argument, NULL, OPTION_COLOR},
        {"compile", no_argument, NULL, OPTION_COMPILE},    {"db", required_argument, NULL, OPTION_DB},
        {"enter", required_argument, NULL, OPTION_ENTER},
        {"fail-on", required_argument, NULL, OPTION_FAIL_ON}, {"format", required_argument, NULL, OPTION_FORMAT},
        {"help", no_argument, NULL, 'h'},                 {"jobs", required_argument, NULL, 'j'},
        {"library", required_argument, NULL, OPTION_LIBRARY},
        {"link", required_argument, NULL, OPTION_LINK},   {"objects", no_argument, NULL, OPTION_OBJECTS},
        {"parse", required_argument, NULL, OPTION_PARSE},
        {"never", required_argument, NULL, OPTION_NEVER}, {"nosplit", required_argument, NULL, OPTION_NOSPLIT},
        {"policy", required_argument, NULL, OPTION_POLICY}, {"query-driver", required_argument, NULL, OPTION_QUERY},
        {"quiet", no_argument, NULL, 'q'},                {"root", required_argument, NULL, OPTION_ROOT},
        {"safe", required_argument, NULL, OPTION_SAFE},
        {"tables", required_argument, NULL, OPTION_TABLES}, {"verbose", no_argument, NULL, 'v'},
        {"signal-frame", required_argument, NULL, OPTION_SIGNAL_FRAME},
        {"stack-limit", required_argument, NULL, OPTION_STACK_LIMIT},
        {"variant", required_argument, NULL, OPTION_VARIANT},
        {"version", no_argument, NULL, 'V'},              {"view", required_argument, NULL, OPTION_VIEW},
        {NULL, 0, NULL, 0},
    };
    *options = (struct options){.policy = "posix", .format = "text", .colour = read_colour("auto")};
    int dashes = 0;
    for (int i = 1; i < argc && !dashes; i++)
        if (strcmp(argv[i], "--") == 0)
            dashes = i;
    int count = dashes ? dashes : argc;
    for (int option; (option = getopt_long(count, argv, "p:j:qvhV", long_options, NULL)) != -1;)
        read_option(option, options, arena);
    read_words(argc, argv, dashes, options);
    find_build_directory(options, arena);
}
