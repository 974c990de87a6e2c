/* SPDX-License-Identifier: Apache-2.0
 *
 * The decoders against objdump -d: over a whole libc of each machine, every call, jump and return that
 * objdump shows inside a function is one of ours, with the same kind and target, and the other way round; and
 * no function of it is left undecoded. Libraries that are not installed are skipped. SIGVET_OBJDUMP_FILES
 * names more files to compare.
 */
#include "base/map.h"
#include "base/text.h"
#include "facts/object/arch.h"
#include "facts/object/image.h"
#include "facts/object/object.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

struct transfer {
    uint64_t address;
    uint64_t target; /* direct ones */
    char kind;       /* c call, C pointer call, j jump, J pointer jump, b branch, r return, 0 other */
};

struct comparison {
    struct map *ours; /* address to transfer */
    ARRAY(struct transfer) transfers;
    struct map *seen;
    struct map *starts; /* of every instruction of ours */
    uint32_t different;
    uint32_t compared;
    uint32_t outside;
};

static char kind_of(uint8_t kind)
{
    static const char kinds[] = {
        [STEP_CALL] = 'c',   [STEP_CALL_POINTER] = 'C', [STEP_JUMP] = 'j', [STEP_JUMP_POINTER] = 'J',
        [STEP_BRANCH] = 'b', [STEP_RETURN] = 'r',       [STEP_SYSTEM] = 0};
    return kind < sizeof kinds ? kinds[kind] : 0;
}

static void decode_ours(const struct object_facts *facts, struct image *image, struct comparison *comparison,
                        struct arena *arena)
{
    for (uint32_t i = 0; i < facts->functions.count; i++) {
        const struct object_function *function = &facts->functions.items[i];
        if (function->body != i)
            continue;
        uint64_t available, end = function->address + function->size;
        const unsigned char *bytes = image_bytes(image, function->address, &available);
        for (uint64_t at = function->address; bytes && at < end;) {
            struct step step;
            if (!image->arch->decode(bytes + (at - function->address), end - at, at, &step))
                break;
            map_set(comparison->starts, at, 1);
            char kind = kind_of(step.kind);
            if (kind && map_get(comparison->ours, at) == MAP_NONE) {
                map_set(comparison->ours, at, comparison->transfers.count);
                bool direct = kind == 'c' || kind == 'j' || kind == 'b';
                *array_push(&comparison->transfers, arena) =
                    (struct transfer){.address = at, .target = direct ? step.target : 0, .kind = kind};
            }
            at += step.size;
        }
    }
}

static bool one_of(const char *word, const char *const *words)
{
    for (; *words; words++)
        if (strcmp(word, *words) == 0)
            return true;
    return false;
}

/* The kind of an x86-64 line; operand is left at its operand. */
static char x86_kind(char *text, char **operand)
{
    static const char *const prefixes[] = {"notrack", "bnd",   "addr32", "data16", "rep", "repz", "cs", "ds",
                                           "rex.W",   "repnz", "lock",   "gs",     "es",  "ss",   "fs", NULL};
    static const char *const branches[] = {"loop", "loope", "loopne", "xbegin", "jrcxz", "jecxz", NULL};
    char *word = strtok(text, " \n");
    while (word && one_of(word, prefixes))
        word = strtok(NULL, " \n");
    if (!word)
        return 0;
    if (strchr(word, ','))
        *strchr(word, ',') = 0; /* je,pn */
    *operand = strtok(NULL, "");
    while (*operand && **operand == ' ')
        ++*operand;
    bool pointer = *operand && **operand == '*';
    if (strcmp(word, "call") == 0 || strcmp(word, "callq") == 0 || strcmp(word, "lcall") == 0)
        return pointer ? 'C' : 'c';
    if (strcmp(word, "jmp") == 0 || strcmp(word, "jmpq") == 0 || strcmp(word, "ljmp") == 0)
        return pointer ? 'J' : 'j';
    if (strcmp(word, "ret") == 0 || strcmp(word, "retq") == 0 || strcmp(word, "lret") == 0 ||
        strncmp(word, "iret", 4) == 0 || strncmp(word, "sysret", 6) == 0)
        return 'r';
    if (one_of(word, branches) || word[0] == 'j')
        return 'b';
    return 0;
}

static char aarch64_kind(char *text, char **operand)
{
    char *word = strtok(text, " \t");
    *operand = strtok(NULL, "");
    if (!word)
        return 0;
    if (strcmp(word, "bl") == 0)
        return 'c';
    if (strncmp(word, "blr", 3) == 0)
        return 'C';
    if (strcmp(word, "b") == 0)
        return 'j';
    if (strcmp(word, "br") == 0 || strncmp(word, "braa", 4) == 0 || strncmp(word, "brab", 4) == 0)
        return 'J';
    if (strncmp(word, "ret", 3) == 0 || strncmp(word, "eret", 4) == 0)
        return 'r';
    if (strncmp(word, "b.", 2) == 0 || strncmp(word, "cb", 2) == 0 || strncmp(word, "tb", 2) == 0) {
        if (strncmp(word, "tbl", 3) == 0 || strncmp(word, "tbx", 3) == 0)
            return 0;
        char *comma = *operand ? strrchr(*operand, ',') : NULL; /* the target comes last */
        if (comma)
            *operand = comma + 1;
        return 'b';
    }
    return 0;
}

/* One line: "   3c050:\tmov    $0xf,%rax". */
static void compare_line(const struct object_facts *facts, struct comparison *comparison, char *line,
                         bool aarch64)
{
    char *colon = strchr(line, ':'), *operand = NULL;
    if (!colon || colon[1] != '\t')
        return;
    uint64_t address = strtoull(line, NULL, 16);
    char *comment = strchr(colon, aarch64 ? '/' : '#');
    if (comment)
        *comment = 0;
    char shown[160];
    snprintf(shown, sizeof shown, "%s", colon + 2);
    shown[strcspn(shown, "\n")] = 0;
    char kind = aarch64 ? aarch64_kind(colon + 2, &operand) : x86_kind(colon + 2, &operand);
    uint32_t index = map_get(comparison->ours, address);
    if (!kind && index == MAP_NONE)
        return;
    if (kind && map_get(comparison->starts, address) == MAP_NONE) {
        uint32_t inside = NONE;
        for (uint32_t i = 0; i < facts->functions.count && inside == NONE; i++)
            if (address - facts->functions.items[i].address < facts->functions.items[i].size)
                inside = i;
        if (inside == NONE) {
            comparison->outside++;
            return;
        }
    }
    comparison->compared++;
    struct transfer mine = index == MAP_NONE ? (struct transfer){0} : comparison->transfers.items[index];
    bool direct = kind == 'c' || kind == 'j' || kind == 'b';
    uint64_t target = direct && operand ? strtoull(operand, NULL, 16) : 0;
    map_set(comparison->seen, address, 1);
    if (mine.kind == kind && mine.target == target)
        return;
    if (comparison->different++ < 20)
        print_message("%llx: objdump %c %llx (%s), sigvet %c %llx\n", (unsigned long long)address,
                      kind ? kind : '-', (unsigned long long)target, shown, mine.kind ? mine.kind : '-',
                      (unsigned long long)mine.target);
}

static void compare(const char *objdump, const char *path)
{
    struct arena *arena = arena_new();
    struct object_list list = {0};
    object_read(path, intern_new(arena), arena, &list);
    assert_int_equal(list.objects.count, 1);
    const struct object_facts *facts = list.objects.items[0];
    size_t length;
    const char *bytes = text_read_file(path, &length, arena);
    struct image image;
    assert_null(image_open(&image, (const unsigned char *)bytes, length, arena));
    struct comparison comparison = {.ours = map_new(arena), .seen = map_new(arena), .starts = map_new(arena)};
    decode_ours(facts, &image, &comparison, arena);
    char command[1024], line[4096];
    snprintf(command, sizeof command, "%s -d --no-show-raw-insn '%s'", objdump, path);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    while (fgets(line, sizeof line, pipe))
        compare_line(facts, &comparison, line, image.arch->machine == EM_AARCH64);
    pclose(pipe);
    uint32_t unseen = 0, undecoded = 0;
    for (uint32_t i = 0; i < comparison.transfers.count; i++)
        if (map_get(comparison.seen, comparison.transfers.items[i].address) == MAP_NONE && unseen++ < 10)
            print_message("only sigvet: %llx %c\n", (unsigned long long)comparison.transfers.items[i].address,
                          comparison.transfers.items[i].kind);
    for (uint32_t i = 0; i < facts->functions.count; i++)
        undecoded += !(facts->functions.items[i].flags & OBJECT_FUNCTION_DECODED);
    print_message(
        "%s: %u functions (%u undecoded), %u transfers compared, %u differ, %u only ours, %u in stubs\n",
        path, facts->functions.count, undecoded, comparison.compared, comparison.different, unseen,
        comparison.outside);
    assert_true(comparison.compared > 0);
    assert_int_equal(comparison.different + unseen + undecoded, 0);
    arena_free(arena);
}

static void compare_if_there(const char *objdump, const char *path)
{
    char command[128];
    snprintf(command, sizeof command, "command -v %s >/dev/null", objdump);
    if (access(path, R_OK) != 0 || system(command) != 0)
        skip();
    compare(objdump, path);
}

static void test_x86_64_libc(void **state)
{
    (void)state;
    compare_if_there("objdump", "/lib/x86_64-linux-gnu/libc.so.6");
}

static void test_aarch64_libc(void **state)
{
    (void)state;
    compare_if_there("aarch64-linux-gnu-objdump", "/usr/aarch64-linux-gnu/lib/libc.so.6");
}

static void test_more_files(void **state)
{
    (void)state;
    const char *files = getenv("SIGVET_OBJDUMP_FILES");
    if (!files)
        skip();
    char *copy = strdup(files);
    for (char *file = strtok(copy, ":"), *next; file; file = next) {
        next = file + strlen(file) + 1 < copy + strlen(files) ? file + strlen(file) + 1 : NULL;
        if (next)
            next[strcspn(next, ":")] = 0;
        compare(strstr(file, "aarch64") ? "aarch64-linux-gnu-objdump" : "objdump", file);
    }
    free(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_x86_64_libc),
        cmocka_unit_test(test_aarch64_libc),
        cmocka_unit_test(test_more_files),
    };
    return cmocka_run_group_tests_name("objdump", tests, NULL, NULL);
}
