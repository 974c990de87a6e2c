/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes the proof of a judgement: certificates, the facts they rest on, and obstacles. The caller has a transaction open.
 */
#ifndef SIGVET_STORE_CERTIFICATES_H
#define SIGVET_STORE_CERTIFICATES_H

#include "store/store.h"

void certificates_write(struct store *store, const struct judgement *judgement);

#endif
