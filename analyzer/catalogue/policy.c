/* SPDX-License-Identifier: Apache-2.0
 *
 * Policies by name: a list that says which functions may be called, the demand that nothing reached checks the stack or
 * is instrumented, or both, with a comma or plus between.
 */
#include "base/text.h"
#include "catalogue/table.h"
#include <string.h>

/* One word of a policy's name; false: not known, or it says again what another word said. */
static bool add_word(const char *word, struct policy *policy)
{
    bool strict = strcmp(word, "nosplit-strict") == 0;
    if (strict || strcmp(word, "nosplit") == 0) {
        bool again = policy->nosplit;
        policy->nosplit = true;
        policy->strict = strict;
        return !again;
    }
    if (strcmp(word, "split") == 0) {
        bool again = policy->split;
        policy->split = true;
        return !again;
    }
    struct policy list = {.name = word};
    if (policy->list != POLICY_NONE || !policy_list(word, &list))
        return false;
    policy->list = list.list;
    policy->edition = list.edition;
    return true;
}

bool catalogue_policy(const char *name, struct policy *policy)
{
    *policy = (struct policy){.name = name, .list = POLICY_NONE};
    char room[64];
    if (!*name || strlen(name) >= sizeof room)
        return false;
    memcpy(room, name, strlen(name) + 1);
    for (char *at = room, *end; at; at = end ? end + 1 : NULL) {
        end = strpbrk(at, ",+");
        if (end)
            *end = '\0';
        if (!add_word(at, policy))
            return false;
    }
    return !policy->split || (policy->list != POLICY_NONE && !policy->nosplit);
}

const char *catalogue_policies(void)
{
    return "posix (posix-2017), posix-2001, posix-2003, posix-2004, posix-2008, posix-2013, posix-2016, "
           "posix-2017, "
           "posix-2018, posix-2024, glibc, c, nosplit, nosplit-strict; or one of the lists and nosplit: "
           "posix,nosplit; or a list and split";
}

bool catalogue_policy_same(const struct policy *a, const struct policy *b)
{
    return a->list == b->list && policy_edition(a) == policy_edition(b) && a->nosplit == b->nosplit &&
           a->strict == b->strict && a->split == b->split;
}
