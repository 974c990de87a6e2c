/* SPDX-License-Identifier: Apache-2.0
 *
 * A stranger's sigvet.db: a valid one with bytes changed. It is refused, or its facts are whole. Refusal ends the process, so
 * each input has a child of its own.
 */
#include "store/store.h"
#include "store/verify.h"
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static const char source[] = "/etc/hostname";

/* A handler with a certificate: one member that calls one axiom. */
static void prove(struct judgement *judgement, struct arena *arena)
{
    struct spot spot = {.file = "a.c", .line = 1};
    struct proof *proof = &judgement->proof;
    *array_push(&judgement->handlers, arena) = (struct judged_handler){.name = "h", .program = "", .variant = "as built",
        .policy = "posix", .signals = "SIGINT", .registrar = "signal", .spot = spot, .defined = spot,
        .verdict = VERDICT_PROVED};
    *array_push(&judgement->axioms, arena) = (struct axiom){0, "write", "POSIX"};
    *array_push(&proof->objects, arena) = (struct proof_object){"a.o", "", "x86-64", "", "as built", 1, 1};
    *array_push(&proof->functions, arena) = (struct proof_function){.name = "h", .source = "h", .defined = spot,
        .decoded = true, .call_count = 1};
    *array_push(&proof->symbols, arena) = (struct proof_symbol){0, "h", false};
    *array_push(&proof->calls, arena) = (struct proof_call){.kind = "direct", .callee = NO_ROW, .name = "write",
        .slot = "", .spot = spot};
    array_push(&proof->certificates, arena)->handler = 0;
    *array_push(&proof->members, arena) = (struct proof_member){0, 0, NO_ROW, spot};
    *array_push(&proof->axioms, arena) = (struct proof_axiom){0, "write", "write", "POSIX"};
}

static void make_database(const char *path)
{
    struct arena *arena = arena_new();
    struct intern *names = intern_new(arena);
    struct facts facts = {.names = names};
    *array_push(&facts.functions, arena) = (struct function){.name = intern_text(names, "f"), .flags = 1};
    *array_push(&facts.calls, arena) = (struct call){.callee = 0, .slot = NONE};
    *array_push(&facts.slots, arena) = (struct slot){.call = NONE, .view = NONE};
    *array_push(&facts.flows, arena) = (struct flow){.function = NONE, .row = NONE};
    *array_push(&facts.inputs, arena) = (struct input){.file = intern_text(names, source)};
    struct store *store = store_open(path, arena);
    store_write_facts(store, source, 1, false, &facts);
    struct judgement judgement = {.policy = "posix", .proof = {.tool = "x", .tables = "y"}};
    prove(&judgement, arena);
    store_write_judgement(store, &judgement);
    store_close(store);
    arena_free(arena);
}

static void read_database(const char *path)
{
    struct arena *arena = arena_new();
    struct intern *names = intern_new(arena);
    bool partial;
    struct store *store = store_open(path, arena);
    struct facts *facts = store_read_facts(store, source, 1, &partial, names, arena);
    for (uint32_t i = 0; facts && i < facts->calls.count; i++)
        if (facts->calls.items[i].callee != NONE && facts->calls.items[i].callee >= facts->functions.count)
            abort();
    store_close(store);
    arena_free(arena);
}

static void check_indices(const struct proof *proof)
{
    for (uint32_t i = 0; i < proof->functions.count; i++)
        if (proof->functions.items[i].object >= proof->objects.count ||
            proof->functions.items[i].first_call + proof->functions.items[i].call_count > proof->calls.count)
            abort();
    for (uint32_t i = 0; i < proof->members.count; i++)
        if (proof->members.items[i].function >= proof->functions.count ||
            proof->members.items[i].certificate >= proof->certificates.count)
            abort();
}

static void verify_database(const char *path)
{
    struct arena *arena = arena_new();
    struct store *store = store_open_read(path, false, arena);
    struct violations violations = {0};
    const int64_t *ids;
    store_verify(store, &violations, arena);
    check_indices(&store_read_judgement(store, NULL, &ids, arena)->proof);
    check_indices(&store_read_judgement(store, "h", &ids, arena)->proof);
    store_close_read(store);
    arena_free(arena);
}

/* Input: triples of offset (two bytes) and value. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    char path[64];
    snprintf(path, sizeof path, "/dev/shm/sigvet-fuzz-%ld.db", (long)getpid());
    unlink(path);
    pid_t child = fork();
    if (child == 0) {
        make_database(path);
        int file = open(path, O_RDWR);
        for (size_t i = 0; i + 2 < length; i += 3)
            if (pwrite(file, bytes + i + 2, 1, (off_t)(bytes[i] << 8 | bytes[i + 1])) != 1)
                _exit(0);
        close(file);
        if (!freopen("/dev/null", "w", stderr))
            _exit(0);
        if (length & 1)
            verify_database(path);
        else
            read_database(path);
        _exit(0);
    }
    int status;
    waitpid(child, &status, 0);
    unlink(path);
    if (!WIFEXITED(status) || (WEXITSTATUS(status) != 0 && WEXITSTATUS(status) != 3))
        abort();
    return 0;
}
