/* SPDX-License-Identifier: Apache-2.0
 *
 * What a policy says of a name. A policy asks the lists in its own order; what no list allows but some list
 * knows is unsafe, with the best reason that any table has.
 */
#include "base/text.h"
#include "catalogue/table.h"
#include <string.h>

enum { DEFAULT_EDITION = 2017 };

/* The editions of POSIX.1 that can be asked for, and the words for each. */
struct edition {
    uint32_t asked;
    uint32_t list; /* whose list it has: 2018 is how many write 2017 */
    const char *not_listed;
    const char *authority;
    const char *but_glibc_safe; /* authority when the manual disagrees, which is worth knowing */
};

#define EDITION(asked, list)                                                                                 \
    {                                                                                                        \
        asked, list, "POSIX.1-" #list " does not list it", "POSIX.1-" #list " XSH 2.4.3",                    \
            "POSIX.1-" #list " XSH 2.4.3; the glibc manual calls it safe"                                    \
    }

static const struct edition editions[] = {
    EDITION(2001, 2001), EDITION(2003, 2003), EDITION(2004, 2004), EDITION(2008, 2008), EDITION(2013, 2013),
    EDITION(2016, 2016), EDITION(2017, 2017), EDITION(2018, 2017), EDITION(2024, 2024),
};

static const struct edition *find_edition(uint32_t year)
{
    for (size_t i = 0; i < sizeof editions / sizeof *editions; i++)
        if (editions[i].asked == year)
            return &editions[i];
    return NULL;
}

bool policy_list(const char *name, struct policy *policy)
{
    *policy = (struct policy){.name = name};
    if (strcmp(name, "glibc") == 0 || strcmp(name, "c") == 0) {
        policy->list = *name == 'c' ? POLICY_C : POLICY_GLIBC;
        return true;
    }
    policy->list = POLICY_POSIX;
    policy->edition = DEFAULT_EDITION;
    if (!text_starts(name, "posix"))
        return false;
    const char *rest = name + strlen("posix");
    if (!*rest)
        return true;
    int64_t year;
    if ((*rest != '-' && *rest != ':') || strlen(rest) != 5 || !whole_number(rest + 1, 1988, 2999, &year))
        return false;
    policy->edition = (uint32_t)year;
    return find_edition(policy->edition) != NULL;
}

uint32_t policy_edition(const struct policy *policy)
{
    return policy->list == POLICY_POSIX ? find_edition(policy->edition)->list : 0;
}

static const struct row *row_of(const struct catalogue *catalogue, enum table_kind kind, name_id name)
{
    return sheet_find(&catalogue->sheets[kind], name);
}

static const struct row *glibc_row(const struct catalogue *catalogue, name_id name)
{
    uint32_t at = map_get(catalogue->glibc_now, name);
    return at == MAP_NONE ? NULL : &catalogue->sheets[TABLE_glibc].rows.items[at];
}

static const struct row *posix_row(const struct catalogue *catalogue, name_id name, uint32_t list)
{
    const struct row *row = row_of(catalogue, TABLE_posix, name);
    while (row && (list < row->a || list > row->b))
        row = sheet_next(&catalogue->sheets[TABLE_posix], row);
    return row;
}

/* On a list that policies ask. */
static bool is_listed(const struct catalogue *catalogue, name_id name)
{
    return row_of(catalogue, TABLE_posix, name) || row_of(catalogue, TABLE_posix_names, name) ||
           row_of(catalogue, TABLE_libc_extra, name) || row_of(catalogue, TABLE_c, name) ||
           row_of(catalogue, TABLE_glibc, name);
}

static struct verdict_on_name safe(const struct row *row)
{
    return (struct verdict_on_name){.safety = SAFETY_SAFE, .authority = row->authority};
}

/* Unsafe for the reason of the function, else that of the glibc manual, else the one given. */
static struct verdict_on_name unsafe(const struct catalogue *catalogue, name_id name, const char *why,
                                     const char *authority)
{
    const struct row *of_function = sheet_find(&catalogue->function_reasons, name);
    const struct row *manual = glibc_row(catalogue, name);
    struct verdict_on_name verdict = {.safety = SAFETY_UNSAFE, .why = why, .authority = authority};
    if (of_function) {
        verdict.why = of_function->why;
        verdict.authority = of_function->authority;
    } else if (manual && manual->b == MARK_UNSAFE && manual->why) {
        verdict.why = manual->why;
        verdict.authority = manual->authority;
    }
    return verdict;
}

static struct verdict_on_name judge_extra(const struct catalogue *catalogue, const struct row *extra)
{
    if (extra->b == MARK_UNSAFE)
        return unsafe(catalogue, extra->name, extra->why ? extra->why : "not async-signal-safe",
                      extra->authority);
    struct verdict_on_name verdict = safe(extra);
    verdict.why = extra->why;
    return verdict;
}

static struct verdict_on_name judge_posix(const struct catalogue *catalogue, uint32_t year, name_id name)
{
    const struct edition *edition = find_edition(year);
    const struct row *listed = posix_row(catalogue, name, edition->list);
    const struct row *extra = row_of(catalogue, TABLE_libc_extra, name);
    const struct row *manual = glibc_row(catalogue, name);
    if (listed)
        return safe(listed);
    if (extra)
        return judge_extra(catalogue, extra);
    bool disputed = manual && manual->b == MARK_SAFE;
    return unsafe(catalogue, name, edition->not_listed,
                  disputed ? edition->but_glibc_safe : edition->authority);
}

static struct verdict_on_name judge_glibc(const struct catalogue *catalogue, name_id name)
{
    const struct row *manual = glibc_row(catalogue, name);
    const struct row *listed = posix_row(catalogue, name, DEFAULT_EDITION);
    const struct row *extra = row_of(catalogue, TABLE_libc_extra, name);
    if (manual && manual->b == MARK_SAFE)
        return safe(manual);
    if (manual)
        return unsafe(catalogue, name, "the glibc manual calls it unsafe", manual->authority);
    if (listed)
        return safe(listed);
    if (extra)
        return judge_extra(catalogue, extra);
    return unsafe(catalogue, name, "neither the glibc manual nor POSIX.1-2017 calls it safe",
                  "POSIX.1-2017 XSH 2.4.3");
}

static struct verdict_on_name judge_c(const struct catalogue *catalogue, name_id name)
{
    const struct row *listed = row_of(catalogue, TABLE_c, name);
    if (listed)
        return safe(listed);
    return unsafe(catalogue, name, "ISO C does not list it", "ISO/IEC 9899:2018 7.14.1.1");
}

static bool is_banned(const struct catalogue *catalogue, name_id name)
{
    const struct row *row = row_of(catalogue, TABLE_libc_extra, name);
    return row && row->layer == 1 && row->b == MARK_UNSAFE;
}

bool catalogue_has_bans(const struct catalogue *catalogue)
{
    return catalogue->bans != 0;
}

struct verdict_on_name catalogue_ban(const struct catalogue *catalogue, const char *name)
{
    name_id found = catalogue->bans ? catalogue_resolve(catalogue, name, is_banned) : 0;
    if (!found)
        return (struct verdict_on_name){.safety = SAFETY_UNKNOWN};
    const struct row *row = row_of(catalogue, TABLE_libc_extra, found);
    return (struct verdict_on_name){.safety = SAFETY_UNSAFE,
                                    .name = intern_get(catalogue->names, found),
                                    .why = row->why ? row->why : "not async-signal-safe",
                                    .authority = row->authority};
}

/* Under nosplit, what the list says of a function without code here is not enough. */
static void judge_stack(const struct catalogue *catalogue, const char *name, struct verdict_on_name *verdict)
{
    if (verdict->safety != SAFETY_SAFE)
        return;
    const struct declared *declared = catalogue_nosplit(catalogue, name);
    if (!declared)
        *verdict = (struct verdict_on_name){.safety = SAFETY_UNKNOWN};
    else if (!verdict->authority)
        verdict->authority = declared->why;
}

struct verdict_on_name catalogue_judge(const struct catalogue *catalogue, const struct policy *policy,
                                       const char *name)
{
    struct verdict_on_name verdict = catalogue_ban(catalogue, name);
    if (verdict.safety == SAFETY_UNSAFE)
        return verdict;
    name_id found = catalogue_resolve(catalogue, name, is_listed);
    if (policy->list == POLICY_NONE)
        verdict.safety = SAFETY_SAFE;
    else if (found && policy->list == POLICY_POSIX)
        verdict = judge_posix(catalogue, policy->edition, found);
    else if (found && policy->list == POLICY_GLIBC)
        verdict = judge_glibc(catalogue, found);
    else if (found)
        verdict = judge_c(catalogue, found);
    if (policy->nosplit)
        judge_stack(catalogue, name, &verdict);
    verdict.name = found ? intern_get(catalogue->names, found) : catalogue_canonical(catalogue, name);
    return verdict;
}

bool catalogue_is_expanded(const struct catalogue *catalogue, const char *name)
{
    const struct sheet *sheet = &catalogue->sheets[TABLE_builtins];
    if (!text_starts(name, "__"))
        return false;
    for (uint32_t i = 0; i < sheet->rows.count; i++)
        if (pattern_fits(sheet->rows.items[i].columns[0], name))
            return true;
    return false;
}

/* An alias at the end of its chain: what remains when no list knows the name. */
static bool is_end_of_aliases(const struct catalogue *catalogue, name_id name)
{
    return !row_of(catalogue, TABLE_aliases, name);
}

const char *catalogue_canonical(const struct catalogue *catalogue, const char *name)
{
    name_id found = catalogue_resolve(catalogue, name, is_listed);
    if (!found && intern_find(catalogue->names, name))
        found = catalogue_resolve(catalogue, name, is_end_of_aliases);
    return found ? intern_get(catalogue->names, found) : name;
}

static bool never_returns(const struct catalogue *catalogue, name_id name)
{
    return row_of(catalogue, TABLE_noreturn, name) != NULL;
}

bool catalogue_is_noreturn(const struct catalogue *catalogue, const char *name)
{
    return catalogue_resolve(catalogue, name, never_returns) != 0;
}

static bool is_known(const struct catalogue *catalogue, name_id name)
{
    return is_listed(catalogue, name) || never_returns(catalogue, name) ||
           row_of(catalogue, TABLE_registrars, name) || row_of(catalogue, TABLE_callbacks, name) ||
           sheet_find(&catalogue->function_reasons, name);
}

bool catalogue_knows(const struct catalogue *catalogue, const char *name)
{
    return catalogue_resolve(catalogue, name, is_known) != 0;
}
