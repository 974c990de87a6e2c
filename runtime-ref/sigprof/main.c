/* SPDX-License-Identifier: Apache-2.0
 *
 * sigprof [OPTION...] -- PROGRAM [ARGUMENT...]: becomes the program, with libsigprof.so loaded before it.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { USAGE = 2, CANNOT_RUN = 126, NOT_FOUND = 127 };

static const char usage[] =
    "Usage: sigprof [OPTION...] -- PROGRAM [ARGUMENT...]\n"
    "Runs PROGRAM and writes a profile of the CPU time of all its threads.\n\n"
    "  -o, --output FILE   where to (sigprof.pb.gz, or sigprof.prof in the legacy format)\n"
    "      --hz N          ticks for each second of CPU time, 1 to 10000 (100)\n"
    "      --format F      pprof (profile.proto under gzip) or legacy (as gperftools writes it)\n"
    "      --timer T       thread (one for each) or process (ITIMER_PROF)\n"
    "  -v, --verbose       at the end, say how many ticks were sampled and lost\n"
    "  -h, --help          this text\n";

struct request {
    const char *file, *hz, *format, *timer;
    bool verbose;
};

static bool one_of(const char *value, const char *first, const char *second)
{
    return strcmp(value, first) == 0 || strcmp(value, second) == 0;
}

static bool is_rate(const char *text)
{
    char *end;
    long hz = strtol(text, &end, 10);
    return *text != '\0' && *end == '\0' && hz >= 1 && hz <= 10000;
}

/* The index of PROGRAM, or 0. */
static int read_options(int count, char **arguments, struct request *request)
{
    enum { HZ = 256, FORMAT, TIMER };
    static const struct option options[] = {
        {"output", required_argument, NULL, 'o'},
        {"hz", required_argument, NULL, HZ},
        {"format", required_argument, NULL, FORMAT},
        {"timer", required_argument, NULL, TIMER},
        {"verbose", no_argument, NULL, 'v'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    int option;
    while ((option = getopt_long(count, arguments, "+o:vh", options, NULL)) != -1) {
        switch (option) {
        case 'o':
            request->file = optarg;
            break;
        case HZ:
            request->hz = optarg;
            break;
        case FORMAT:
            request->format = optarg;
            break;
        case TIMER:
            request->timer = optarg;
            break;
        case 'v':
            request->verbose = true;
            break;
        case 'h':
            fputs(usage, stdout);
            exit(0);
        default:
            return 0;
        }
    }
    if (!is_rate(request->hz) || !one_of(request->format, "pprof", "legacy") ||
        !one_of(request->timer, "thread", "process")) {
        fputs("sigprof: a rate is 1 to 10000, a format pprof or legacy, a timer thread or process\n", stderr);
        return 0;
    }
    return optind < count ? optind : 0;
}

/* Beside this program, as it is built, or where it is installed. */
static bool find_library(char *library)
{
    static const char *const places[] = {"", SIGPROF_LIBRARY_FROM_BIN "/"};
    char self[PATH_MAX], candidate[2 * PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length < 0)
        return false;
    self[length] = '\0';
    *(strrchr(self, '/') + 1) = '\0';
    for (unsigned i = 0; i < sizeof places / sizeof *places; i++) {
        snprintf(candidate, sizeof candidate, "%s%slibsigprof.so", self, places[i]);
        if (realpath(candidate, library) && access(library, R_OK) == 0)
            return true;
    }
    return false;
}

/* As execvp finds it. */
static bool find_program(const char *name, char *program, size_t room)
{
    const char *path = getenv("PATH");
    if (strchr(name, '/') || !path)
        return snprintf(program, room, "%s", name) < (int)room && access(program, X_OK) == 0;
    while (true) {
        size_t length = strcspn(path, ":");
        snprintf(program, room, "%.*s%s%s", (int)length, path, length > 0 ? "/" : "./", name);
        struct stat there;
        if (access(program, X_OK) == 0 && stat(program, &there) == 0 && S_ISREG(there.st_mode))
            return true;
        if (path[length] == '\0')
            return false;
        path += length + 1;
    }
}

/* Why the library would not be loaded into it; null: it will be, as far as can be told. */
static const char *obstacle(const char *program)
{
    struct stat there;
    Elf64_Ehdr header;
    int file = open(program, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return NULL;
    const char *why = NULL;
    if (fstat(file, &there) == 0 && (there.st_mode & (S_ISUID | S_ISGID)) && geteuid() != there.st_uid)
        why = "it runs as another user, for which the system loads no library";
    if (!why && read(file, &header, sizeof header) == (ssize_t)sizeof header &&
        memcmp(header.e_ident, ELFMAG, SELFMAG) == 0) {
        bool dynamic = header.e_type == ET_DYN;
        Elf64_Phdr segment;
        for (unsigned i = 0; i < header.e_phnum && !dynamic; i++)
            dynamic = pread(file, &segment, sizeof segment, (off_t)(header.e_phoff + i * sizeof segment)) ==
                          (ssize_t)sizeof segment &&
                      segment.p_type == PT_INTERP;
        if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_machine != EM_X86_64)
            why = "it is not for x86-64";
        else if (!dynamic)
            why = "it is linked statically, so no library can be loaded before it";
    }
    close(file);
    return why;
}

static void set_environment(const struct request *request, const char *library)
{
    char text[2 * PATH_MAX];
    const char *others = getenv("LD_PRELOAD");
    snprintf(text, sizeof text, "%s%s%s", library, others && *others ? ":" : "", others ? others : "");
    setenv("LD_PRELOAD", text, 1);
    snprintf(text, sizeof text, "%d", (int)getpid());
    setenv("SIGPROF_PID", text, 1);
    setenv("SIGPROF_HZ", request->hz, 1);
    setenv("SIGPROF_FORMAT", request->format, 1);
    setenv("SIGPROF_TIMER", request->timer, 1);
    setenv("SIGPROF_VERBOSE", request->verbose ? "1" : "0", 1);
    char folder[PATH_MAX] = "";
    if (request->file[0] == '/' || !getcwd(folder, sizeof folder))
        folder[0] = '\0';
    snprintf(text, sizeof text, "%s%s%s", folder, folder[0] ? "/" : "", request->file);
    setenv("SIGPROF_FILE", text, 1);
}

int main(int count, char **arguments)
{
    struct request request = {.hz = "100", .format = "pprof", .timer = "thread"};
    char library[PATH_MAX], program[PATH_MAX];
    int first = read_options(count, arguments, &request);
    if (first == 0) {
        fputs(usage, stderr);
        return USAGE;
    }
    if (!request.file)
        request.file = strcmp(request.format, "legacy") == 0 ? "sigprof.prof" : "sigprof.pb.gz";
    if (!find_library(library)) {
        fputs("sigprof: libsigprof.so is neither beside this program nor where it is installed\n", stderr);
        return CANNOT_RUN;
    }
    if (!find_program(arguments[first], program, sizeof program)) {
        fprintf(stderr, "sigprof: %s: cannot be found or run\n", arguments[first]);
        return NOT_FOUND;
    }
    const char *why = obstacle(program);
    if (why) {
        fprintf(stderr, "sigprof: %s cannot be profiled: %s\n", program, why);
        return CANNOT_RUN;
    }
    set_environment(&request, library);
    execv(program, arguments + first);
    fprintf(stderr, "sigprof: %s: %s\n", program, strerror(errno));
    return errno == ENOENT ? NOT_FOUND : CANNOT_RUN;
}
