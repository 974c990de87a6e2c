/* SPDX-License-Identifier: Apache-2.0
 *
 * What is the same: equal rows of texts and numbers have one key. A key begins as 0 and grows by a piece at a time.
 */
#ifndef SIGVET_REPORT_KEYS_H
#define SIGVET_REPORT_KEYS_H

#include "judge/finding.h"

struct keys;

struct keys *keys_new(struct arena *arena);

uint32_t keys_text(struct keys *keys, uint32_t key, const char *text);
uint32_t keys_bytes(struct keys *keys, uint32_t key, const char *bytes, size_t length);
uint32_t keys_number(struct keys *keys, uint32_t key, uint32_t number);
uint32_t keys_spot(struct keys *keys, uint32_t key, const struct spot *spot);

#endif
