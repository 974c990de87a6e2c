/* SPDX-License-Identifier: Apache-2.0
 *
 * Three units: handlers that call directly, through a table of functions and a library function, one that is unsafe.
 */
#include "project.h"
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

static const char main_c[] =
    "#include <signal.h>\n#include <stdio.h>\n#include <unistd.h>\n"
    "struct ops { void (*tell)(const char *, unsigned long); };\n"
    "extern const struct ops *current;\nextern int helper(int);\n"
    "static void on_int(int number) { if (helper(number)) current->tell(\"x\", 1); }\n"
    "static void on_term(int number) { _exit(helper(number)); }\n"
    "static void on_hup(int number) { printf(\"%d\", number); }\n"
    "int main(void) { signal(SIGINT, on_int); signal(SIGTERM, on_term); signal(SIGHUP, on_hup); pause(); return 0; }\n";
static const char helper_c[] =
    "#include <unistd.h>\n"
    "__attribute__((noinline)) static int deeper(int number) { return number + (int)getppid(); }\n"
    "int helper(int number) { return deeper(number) + 1; }\n";
static const char table_c[] =
    "#include <unistd.h>\n"
    "struct ops { void (*tell)(const char *, unsigned long); };\n"
    "static void tell_all(const char *text, unsigned long length) { (void)!write(2, text, length); }\n"
    "static void tell_none(const char *text, unsigned long length) { (void)text; (void)length; }\n"
    "static const struct ops loud = {tell_all}, quiet = {tell_none};\n"
    "const struct ops *current = &loud;\n"
    "void hush(void) { current = &quiet; }\n";

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[512];
    snprintf(path, sizeof path, PROOF_WORK "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    if (!file || fputs(text, file) < 0 || fclose(file) != 0)
        abort();
}

int shell(char *said, size_t room, const char *format, ...)
{
    char command[4096];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(command, sizeof command - 8, format, arguments);
    va_end(arguments);
    strcat(command, " 2>&1");
    FILE *pipe = popen(command, "r");
    if (!pipe)
        abort();
    size_t length = fread(said, 1, room - 1, pipe);
    said[length] = '\0';
    while (fgetc(pipe) != EOF)
        ;
    int status = pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool project_make(const char *folder, const struct project_file *files)
{
    static char said[1 << 14];
    char database[1 << 13] = "[", command[1024];
    if (shell(said, sizeof said, "rm -rf '%s%s' && mkdir -p '%s%s'", PROOF_WORK, folder, PROOF_WORK, folder) != 0)
        return false;
    for (const struct project_file *file = files; file->name; file++) {
        int stem = (int)strcspn(file->name, ".");
        bool absent = file->flags && strcmp(file->flags, "absent") == 0;
        write_file(folder, file->name, file->text);
        snprintf(command, sizeof command, "gcc -g -O1 %s -c %s -o %.*s.o", file->flags && !absent ? file->flags : "",
                 file->name, stem, file->name);
        size_t length = strlen(database);
        snprintf(database + length, sizeof database - length,
                 "%s{\"directory\": \"%s%s\", \"file\": \"%s\", \"command\": \"%s\"}", file == files ? "" : ",\n", PROOF_WORK,
                 folder, file->name, command);
        if (!absent && shell(said, sizeof said, "cd '%s%s' && %s", PROOF_WORK, folder, command) != 0) {
            fputs(said, stderr);
            return false;
        }
    }
    strcat(database, "]\n");
    write_file(folder, "compile_commands.json", database);
    return true;
}

int project_setup(void **state)
{
    (void)state;
    static char said[1 << 16];
    static const struct project_file files[] = {
        {"main.c", main_c, NULL}, {"helper.c", helper_c, NULL}, {"table.c", table_c, NULL}, {NULL, NULL, NULL}};
    if (!project_make("/base", files))
        return 1;
    int code = shell(said, sizeof said, "'%s' check -p '%s'", SIGVET_PROGRAM, PROOF_BASE);
    bool fine = code == 1 && strstr(said, "1 unsafe, 0 unproven, 0 clean so far, 2 proved");
    if (!fine)
        fputs(said, stderr);
    return !fine;
}

const char *changed_database(const char *sql)
{
    static const char path[] = PROOF_BASE "/changed.db";
    static char said[4096];
    sqlite3 *database = NULL;
    char *error = NULL;
    if (shell(said, sizeof said, "cp '%s' '%s'", PROOF_DATABASE, path) != 0 || sqlite3_open(path, &database) != SQLITE_OK ||
        sqlite3_exec(database, sql, NULL, NULL, &error) != SQLITE_OK) {
        fprintf(stderr, "%s\n", error ? error : said);
        abort();
    }
    sqlite3_close(database);
    return path;
}

int verify(const char *options, const char *database, char *said, size_t room)
{
    return shell(said, room, "timeout 120 '%s' verify --quiet %s '%s'", SIGVET_PROGRAM, options, database);
}

static int take_row(void *rows, int columns, char **values, char **names)
{
    (void)names;
    for (int i = 0; i < columns; i++)
        fprintf(rows, "%s%s", values[i] ? values[i] : "", i + 1 < columns ? "|" : "\n");
    return 0;
}

void run_queries(const char *path, char *rows, size_t room)
{
    static char sql[1 << 16];
    FILE *file = fopen(SIGVET_SOURCE "/rules/queries/verify.sql", "r");
    if (!file)
        abort();
    sql[fread(sql, 1, sizeof sql - 1, file)] = '\0';
    fclose(file);
    sqlite3 *database = NULL;
    FILE *out = fmemopen(rows, room, "w");
    if (sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
        sqlite3_exec(database, sql, take_row, out, NULL) != SQLITE_OK)
        abort();
    fclose(out);
    sqlite3_close(database);
}
