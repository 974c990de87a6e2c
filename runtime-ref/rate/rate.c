/* SPDX-License-Identifier: Apache-2.0
 *
 * Starting and stopping. The timer of this thread is disarmed before the lock is taken, and SIGPROF is
 * masked: a tick of another thread's that is still pending would do the same harm.
 */
#include "rate/rate.h"
#include "signal/signal.h"
#include "thread/thread.h"
#include <pthread.h>
#include <sys/mman.h>
#include <sys/time.h>

enum { HZ_MAX = 1000000 };

uint32_t rate_lock;
int32_t rate_hz;
struct profile *rate_profile;
#if FOREIGN_EXTRA
struct profile_extra rate_extra;
#endif

static uint32_t schedule_lock;
static int32_t schedule_hz; /* what every m shall follow */
static pthread_mutex_t set_lock = PTHREAD_MUTEX_INITIALIZER;

static void arm_timer(int32_t hz)
{
    struct itimerval value = {0};
    if (hz != 0) {
        value.it_interval.tv_sec = hz == 1;
        value.it_interval.tv_usec = hz == 1 ? 0 : 1000000 / hz;
        value.it_value = value.it_interval;
    }
    setitimer(ITIMER_PROF, &value, NULL);
}

static void store_on_system_stack(void *argument)
{
    SYSTEM_STACK_ONLY();
    int32_t hz = *(int32_t *)argument;
    if (hz != 0)
        signal_install(SIGPROF, 0, NULL);
    arm_timer(0);
    uint64_t mask = raw_signal_mask(~(uint64_t)0);
    raw_spin_lock(&rate_lock);
    __atomic_store_n(&rate_hz, hz, __ATOMIC_RELAXED);
    raw_unlock(&rate_lock);
    raw_signal_mask(mask);
    raw_spin_lock(&schedule_lock);
    __atomic_store_n(&schedule_hz, hz, __ATOMIC_RELAXED);
    raw_unlock(&schedule_lock);
    current_g->m->profile_hz = hz;
    if (hz != 0)
        arm_timer(hz);
}

void rate_store(int32_t hz)
{
    systemstack(store_on_system_stack, &hz);
}

void rate_follow(struct m *m)
{
    int32_t hz = __atomic_load_n(&schedule_hz, __ATOMIC_RELAXED);
    if (m->profile_hz == hz)
        return;
    m->profile_hz = hz;
    arm_timer(hz);
}

static struct profile *make_profile(void)
{
    void *memory =
        mmap(NULL, sizeof(struct profile), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        runtime_throw("out of memory");
    return memory;
}

bool rate_set(int hz)
{
    bool done = true;
    if (hz < 0)
        hz = 0;
    if (hz > HZ_MAX)
        hz = HZ_MAX;
    pthread_mutex_lock(&set_lock);
    if (hz > 0) {
        if (!rate_profile)
            rate_profile = make_profile();
        done = profile_open(rate_profile, hz);
        if (done)
            rate_store(hz);
    } else if (rate_profile && rate_profile->on) {
        rate_store(0);
#if FOREIGN_EXTRA
        profile_extra_drain(&rate_extra, rate_profile);
#endif
        profile_close(rate_profile);
    }
    pthread_mutex_unlock(&set_lock);
    return done;
}

struct profile_words rate_read(void)
{
    if (!rate_profile)
        return (struct profile_words) {NULL, 0};
    return profile_read(rate_profile);
}
