// Loaded into a process by LD_PRELOAD: writes down, in order, everything the process does to the files of one folder and
// everything it tells anybody (standard output, TCP). `operation-log.ts` reads what is written here.
//
// Each operation and its record are one step under a lock that all threads and processes share, so the order in the log is
// the order in which it happened. What could not be seen (shared memory maps, io_uring, copies inside the kernel, a file
// renamed into the folder) is refused with an error that real file systems give too: programs then take the way that is
// seen. sync_file_range is let by unrecorded, because it promises nothing about losing power.
#define _GNU_SOURCE
// Both names of each call are defined below, so the headers must not make one of the other.
#undef _FILE_OFFSET_BITS
#undef _FORTIFY_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>
#include <linux/close_range.h>

#define EXPORT __attribute__((visibility("default")))
// The next definition of a function after ours, which is the C library's.
#define REAL(name) \
  static __typeof__(&name) real; \
  if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

enum { OPEN = 1, WRITE, TRUNCATE, ALLOCATE, SYNC, SYNC_ALL, RENAME, UNLINK, MKDIR, LINK, MODE, TOLD };
enum { MAX_FD = 65536, LOG_FD = 700, TO_OUTPUT = 1, TO_SOCKET = 2 };

struct __attribute__((packed)) header {
  uint32_t size; // of all that follows it
  uint32_t operation;
  uint64_t handle;
  int64_t number;
  uint32_t mode;
  uint32_t textSize; // of one path, or of two with a NUL between; then the data
};

static char folder[PATH_MAX], logPath[PATH_MAX];
static size_t folderLength;
static int logFd = -1;
static int isMain;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static _Atomic uint64_t handleOf[MAX_FD];
static _Atomic char isSharedIndex[MAX_FD]; // -shm of SQLite: made anew after a power cut, so it may live in memory
static _Atomic uint64_t lastHandle;

static int rawClose(int fd) { REAL(close); return real(fd); }

static void openLog(void) {
  REAL(open);
  int fd = real(logPath, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) { dprintf(2, "power layer: no log at %s\n", logPath); _exit(125); }
  logFd = fcntl(fd, F_DUPFD_CLOEXEC, LOG_FD);
  rawClose(fd);
}

// A fork would share its lock with us; it gets its own.
static void afterFork(void) {
  pthread_mutex_init(&mutex, NULL);
  isMain = 0;
  if (logFd >= 0) { rawClose(logFd); openLog(); }
}

__attribute__((constructor)) static void begin(void) {
  const char *wanted = getenv("NHICARD_POWER_FOLDER"), *log = getenv("NHICARD_POWER_LOG"), *mainPid = getenv("NHICARD_POWER_MAIN");
  if (!wanted || !log) return;
  char self[32];
  snprintf(self, sizeof self, "%d", (int)getpid());
  if (!mainPid) setenv("NHICARD_POWER_MAIN", self, 1);
  isMain = !mainPid || strcmp(mainPid, self) == 0; // what children say on their pipes is told to nobody yet
  snprintf(folder, sizeof folder, "%s", wanted);
  folderLength = strlen(folder);
  snprintf(logPath, sizeof logPath, "%s", log);
  lastHandle = (uint64_t)getpid() << 24;
  openLog();
  pthread_atfork(NULL, NULL, afterFork);
}

static void lock(void) { pthread_mutex_lock(&mutex); while (flock(logFd, LOCK_EX) != 0 && errno == EINTR) {} }
static void unlock(void) { int kept = errno; flock(logFd, LOCK_UN); pthread_mutex_unlock(&mutex); errno = kept; }

static void record(int operation, uint64_t handle, int64_t number, uint32_t mode, const char *text, size_t textSize,
                   const struct iovec *parts, int count, size_t dataSize) {
  REAL(write);
  int kept = errno;
  struct header header = { (uint32_t)(sizeof header - 4 + textSize + dataSize), operation, handle, number, mode, textSize };
  char *all = malloc(sizeof header + textSize + dataSize), *end = all;
  memcpy(end, &header, sizeof header); end += sizeof header;
  if (textSize) memcpy(end, text, textSize);
  end += textSize;
  for (int i = 0; i < count && dataSize > 0; i++) {
    size_t size = parts[i].iov_len < dataSize ? parts[i].iov_len : dataSize;
    memcpy(end, parts[i].iov_base, size); end += size; dataSize -= size;
  }
  for (char *from = all; from < end;) {
    ssize_t n = real(logFd, from, end - from);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) { dprintf(2, "power layer: the log cannot be written\n"); _exit(125); }
    from += n;
  }
  free(all);
  errno = kept;
}
static void recordNumber(int operation, uint64_t handle, int64_t number) { record(operation, handle, number, 0, NULL, 0, NULL, 0, 0); }
static void recordPath(int operation, uint64_t handle, int64_t number, uint32_t mode, const char *path) {
  record(operation, handle, number, mode, path, strlen(path), NULL, 0, 0);
}
static void recordPaths(int operation, const char *from, const char *to) {
  char both[2 * PATH_MAX];
  size_t first = strlen(from) + 1;
  memcpy(both, from, first);
  strcpy(both + first, to);
  record(operation, 0, 0, 0, both, first + strlen(to), NULL, 0, 0);
}

// The path below the folder, "" for the folder itself; NULL for one outside, and then `out` is not to be read.
static const char *inFolder(int directory, const char *path, char out[PATH_MAX]) {
  if (logFd < 0 || !path) return NULL;
  char full[2 * PATH_MAX];
  if (path[0] == '/') snprintf(full, sizeof full, "%.*s", PATH_MAX - 1, path);
  else {
    char link[64], base[PATH_MAX];
    if (directory == AT_FDCWD) snprintf(link, sizeof link, "/proc/self/cwd");
    else snprintf(link, sizeof link, "/proc/self/fd/%d", directory);
    ssize_t n = readlink(link, base, sizeof base - 1);
    if (n < 0) return NULL;
    base[n] = 0;
    snprintf(full, sizeof full, "%.*s/%.*s", (int)n, base, PATH_MAX - 1, path);
  }
  size_t length = 0;
  for (char *rest = full, *part; (part = strsep(&rest, "/"));) {
    if (!*part || strcmp(part, ".") == 0) continue;
    if (strcmp(part, "..") == 0) { while (length > 0 && out[--length] != '/') {} continue; }
    size_t size = strlen(part);
    if (length + size + 2 > PATH_MAX) return NULL;
    out[length++] = '/';
    memcpy(out + length, part, size); length += size;
  }
  out[length] = 0;
  if (strncmp(out, folder, folderLength) != 0) return NULL;
  if (out[folderLength] == 0) return out + folderLength;
  return out[folderLength] == '/' ? out + folderLength + 1 : NULL;
}

static uint64_t tracked(int fd) { return logFd >= 0 && fd >= 0 && fd < MAX_FD ? handleOf[fd] : 0; }

static void track(int fd, uint64_t handle, int sharedIndex) {
  if (fd < 0 || fd >= MAX_FD) return;
  handleOf[fd] = handle;
  isSharedIndex[fd] = sharedIndex;
}

static int openAny(int directory, const char *path, int flags, mode_t mode) {
  REAL(openat);
  char buffer[PATH_MAX];
  const char *name = inFolder(directory, path, buffer);
  if (!name) return real(directory, path, flags, mode);
  if ((flags & O_TMPFILE) == O_TMPFILE) { errno = EOPNOTSUPP; return -1; }
  lock();
  int fd = real(directory, path, flags, mode);
  if (fd >= 0) {
    struct stat known;
    fstat(fd, &known);
    size_t length = strlen(name);
    track(fd, ++lastHandle, length > 4 && strcmp(name + length - 4, "-shm") == 0);
    recordPath(OPEN, handleOf[fd], flags, known.st_mode & 07777, name);
  }
  unlock();
  return fd;
}
#define MODE_ARGUMENT mode_t mode = 0; \
  if (flags & (O_CREAT | O_TMPFILE)) { va_list list; va_start(list, flags); mode = va_arg(list, mode_t); va_end(list); }
EXPORT int open(const char *path, int flags, ...) { MODE_ARGUMENT return openAny(AT_FDCWD, path, flags, mode); }
EXPORT int open64(const char *path, int flags, ...) { MODE_ARGUMENT return openAny(AT_FDCWD, path, flags | O_LARGEFILE, mode); }
EXPORT int openat(int directory, const char *path, int flags, ...) { MODE_ARGUMENT return openAny(directory, path, flags, mode); }
EXPORT int openat64(int directory, const char *path, int flags, ...) { MODE_ARGUMENT return openAny(directory, path, flags, mode); }
EXPORT int creat(const char *path, mode_t mode) { return openAny(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
EXPORT int creat64(const char *path, mode_t mode) { return openAny(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
EXPORT int __open_2(const char *path, int flags) { return openAny(AT_FDCWD, path, flags, 0); }
EXPORT int __open64_2(const char *path, int flags) { return openAny(AT_FDCWD, path, flags, 0); }
EXPORT int __openat_2(int directory, const char *path, int flags) { return openAny(directory, path, flags, 0); }
EXPORT int __openat64_2(int directory, const char *path, int flags) { return openAny(directory, path, flags, 0); }

EXPORT int close(int fd) {
  if (fd >= 0 && fd == logFd) return 0;
  if (tracked(fd)) track(fd, 0, 0);
  return rawClose(fd);
}
EXPORT int closedir(DIR *opened) {
  REAL(closedir);
  track(dirfd(opened), 0, 0);
  return real(opened);
}
EXPORT int fclose(FILE *opened) {
  REAL(fclose);
  track(fileno(opened), 0, 0); // what stdio still holds back goes around us, and is noticed in the end
  return real(opened);
}
EXPORT int close_range(unsigned from, unsigned to, int flags) {
  REAL(close_range);
  if (!(flags & CLOSE_RANGE_CLOEXEC)) for (unsigned fd = from; fd <= to && fd < MAX_FD; fd++) track((int)fd, 0, 0);
  return real(from, to, flags);
}
static int copied(int from, int to) {
  if (logFd >= 0 && to >= 0 && from != to) track(to, tracked(from), tracked(from) ? isSharedIndex[from] : 0);
  return to;
}
EXPORT int dup(int fd) { REAL(dup); return copied(fd, real(fd)); }
EXPORT int dup2(int fd, int to) { REAL(dup2); return copied(fd, real(fd, to)); }
EXPORT int dup3(int fd, int to, int flags) { REAL(dup3); return copied(fd, real(fd, to, flags)); }
#define FCNTL(name) EXPORT int name(int fd, int command, ...) { \
  REAL(name); \
  va_list list; va_start(list, command); void *argument = va_arg(list, void *); va_end(list); \
  int result = real(fd, command, argument); \
  return command == F_DUPFD || command == F_DUPFD_CLOEXEC ? copied(fd, result) : result; \
}
FCNTL(fcntl)
FCNTL(fcntl64)

// What is told goes out first and is recorded in the same step, unless it may block: then the record comes first.
static int toldTo(int fd) {
  if (logFd < 0 || !isMain) return 0;
  if (fd == 1) return TO_OUTPUT;
  int domain = 0, type = 0;
  socklen_t size = sizeof(int);
  int kept = errno;
  int isTcp = getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 && (domain == AF_INET || domain == AF_INET6)
    && getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_STREAM;
  errno = kept;
  return isTcp ? TO_SOCKET : 0;
}
static size_t sizeOf(const struct iovec *parts, int count) {
  size_t size = 0;
  for (int i = 0; i < count; i++) size += parts[i].iov_len;
  return size;
}
#define TELL(fd, parts, count, call) do { \
  int to = toldTo(fd); \
  if (!to) return call; \
  int mayBlock = !(fcntl(fd, F_GETFL) & O_NONBLOCK); \
  lock(); \
  ssize_t n = 0; \
  if (mayBlock) record(TOLD, 0, to, 0, NULL, 0, parts, count, sizeOf(parts, count)); \
  else { n = call; if (n > 0) record(TOLD, 0, to, 0, NULL, 0, parts, count, n); } \
  unlock(); \
  return mayBlock ? call : n; \
} while (0)
// `where` < 0: at the position of the descriptor, which then stands behind what was written.
#define WRITTEN(fd, where, parts, count, call) do { \
  uint64_t handle = tracked(fd); \
  lock(); \
  ssize_t n = call; \
  if (n > 0) record(WRITE, handle, (where) < 0 ? lseek(fd, 0, SEEK_CUR) - n : (where), 0, NULL, 0, parts, count, n); \
  unlock(); \
  return n; \
} while (0)

EXPORT ssize_t write(int fd, const void *data, size_t size) {
  REAL(write);
  struct iovec part = { (void *)data, size };
  if (tracked(fd)) WRITTEN(fd, -1, &part, 1, real(fd, data, size));
  TELL(fd, &part, 1, real(fd, data, size));
}
EXPORT ssize_t writev(int fd, const struct iovec *parts, int count) {
  REAL(writev);
  if (tracked(fd)) WRITTEN(fd, -1, parts, count, real(fd, parts, count));
  TELL(fd, parts, count, real(fd, parts, count));
}
EXPORT ssize_t send(int fd, const void *data, size_t size, int flags) {
  REAL(send);
  struct iovec part = { (void *)data, size };
  TELL(fd, &part, 1, real(fd, data, size, flags));
}
EXPORT ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
  REAL(sendmsg);
  TELL(fd, message->msg_iov, (int)message->msg_iovlen, real(fd, message, flags));
}
#define PWRITE(name, offset) EXPORT ssize_t name(int fd, const void *data, size_t size, offset at) { \
  REAL(name); \
  struct iovec part = { (void *)data, size }; \
  if (tracked(fd)) WRITTEN(fd, at, &part, 1, real(fd, data, size, at)); \
  return real(fd, data, size, at); \
}
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)
#define PWRITEV(name, offset) EXPORT ssize_t name(int fd, const struct iovec *parts, int count, offset at) { \
  REAL(name); \
  if (tracked(fd)) WRITTEN(fd, at, parts, count, real(fd, parts, count, at)); \
  return real(fd, parts, count, at); \
}
PWRITEV(pwritev, off_t)
PWRITEV(pwritev64, off64_t)
#define PWRITEV2(name, offset) EXPORT ssize_t name(int fd, const struct iovec *parts, int count, offset at, int flags) { \
  REAL(name); \
  if (tracked(fd)) WRITTEN(fd, at, parts, count, real(fd, parts, count, at, flags)); \
  return real(fd, parts, count, at, flags); \
}
PWRITEV2(pwritev2, off_t)
PWRITEV2(pwritev64v2, off64_t)

// Calls that return 0 when they have done it: `noted` is what then goes into the log.
#define STEP(isOurs, call, noted) do { \
  if (!(isOurs)) return call; \
  lock(); \
  int result = call; \
  if (result == 0) noted; \
  unlock(); \
  return result; \
} while (0)

EXPORT int ftruncate(int fd, off_t size) { REAL(ftruncate); STEP(tracked(fd), real(fd, size), recordNumber(TRUNCATE, tracked(fd), size)); }
EXPORT int ftruncate64(int fd, off64_t size) {
  REAL(ftruncate64);
  STEP(tracked(fd), real(fd, size), recordNumber(TRUNCATE, tracked(fd), size));
}
static int truncateAny(const char *path, off_t size) {
  int fd = openAny(AT_FDCWD, path, O_WRONLY | O_CLOEXEC, 0);
  if (fd < 0) return -1;
  int result = ftruncate(fd, size), kept = errno;
  close(fd);
  errno = kept;
  return result;
}
EXPORT int truncate(const char *path, off_t size) { return truncateAny(path, size); }
EXPORT int truncate64(const char *path, off64_t size) { return truncateAny(path, size); }
static int allocated(int fd, int mode, off_t at, off_t size) {
  REAL(fallocate);
  if (tracked(fd) && mode != 0) { errno = EOPNOTSUPP; return -1; }
  STEP(tracked(fd), real(fd, mode, at, size), recordNumber(ALLOCATE, tracked(fd), at + size));
}
EXPORT int fallocate(int fd, int mode, off_t at, off_t size) { return allocated(fd, mode, at, size); }
EXPORT int fallocate64(int fd, int mode, off64_t at, off64_t size) { return allocated(fd, mode, at, size); }
EXPORT int posix_fallocate(int fd, off_t at, off_t size) { return allocated(fd, 0, at, size) == 0 ? 0 : errno; }
EXPORT int posix_fallocate64(int fd, off64_t at, off64_t size) { return allocated(fd, 0, at, size) == 0 ? 0 : errno; }

EXPORT int fsync(int fd) { REAL(fsync); STEP(tracked(fd), real(fd), recordNumber(SYNC, tracked(fd), 0)); }
EXPORT int fdatasync(int fd) { REAL(fdatasync); STEP(tracked(fd), real(fd), recordNumber(SYNC, tracked(fd), 0)); }
EXPORT int syncfs(int fd) { REAL(syncfs); STEP(tracked(fd), real(fd), recordNumber(SYNC_ALL, 0, 0)); }
EXPORT void sync(void) {
  REAL(sync);
  if (logFd >= 0) lock();
  real();
  if (logFd >= 0) { recordNumber(SYNC_ALL, 0, 0); unlock(); }
}

static int renameAny(int fromDirectory, const char *from, int toDirectory, const char *to, unsigned flags) {
  REAL(renameat2);
  char first[PATH_MAX], second[PATH_MAX];
  const char *old = inFolder(fromDirectory, from, first), *name = inFolder(toDirectory, to, second);
  if ((!old && name) || (old && flags & ~RENAME_NOREPLACE)) { errno = old ? EINVAL : EXDEV; return -1; }
  STEP(old, real(fromDirectory, from, toDirectory, to, flags), name ? recordPaths(RENAME, old, name) : recordPath(UNLINK, 0, 0, 0, old));
}
EXPORT int rename(const char *from, const char *to) { return renameAny(AT_FDCWD, from, AT_FDCWD, to, 0); }
EXPORT int renameat(int fromDirectory, const char *from, int toDirectory, const char *to) {
  return renameAny(fromDirectory, from, toDirectory, to, 0);
}
EXPORT int renameat2(int fromDirectory, const char *from, int toDirectory, const char *to, unsigned flags) {
  return renameAny(fromDirectory, from, toDirectory, to, flags);
}
EXPORT int unlinkat(int directory, const char *path, int flags) {
  REAL(unlinkat);
  char buffer[PATH_MAX];
  const char *name = inFolder(directory, path, buffer);
  STEP(name, real(directory, path, flags), recordPath(UNLINK, 0, 0, 0, name));
}
EXPORT int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
EXPORT int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }
EXPORT int remove(const char *path) {
  return unlinkat(AT_FDCWD, path, 0) == 0 || (errno == EISDIR && rmdir(path) == 0) ? 0 : -1;
}
static int linkAny(int fromDirectory, const char *from, int toDirectory, const char *to, int flags) {
  REAL(linkat);
  char first[PATH_MAX], second[PATH_MAX];
  const char *old = inFolder(fromDirectory, from, first), *name = inFolder(toDirectory, to, second);
  if (!old && name) { errno = EXDEV; return -1; }
  STEP(name, real(fromDirectory, from, toDirectory, to, flags), recordPaths(LINK, old, name));
}
EXPORT int link(const char *from, const char *to) { return linkAny(AT_FDCWD, from, AT_FDCWD, to, 0); }
EXPORT int linkat(int fromDirectory, const char *from, int toDirectory, const char *to, int flags) {
  return linkAny(fromDirectory, from, toDirectory, to, flags);
}
EXPORT int symlinkat(const char *target, int directory, const char *path) {
  REAL(symlinkat);
  char buffer[PATH_MAX];
  if (inFolder(directory, path, buffer)) { errno = EPERM; return -1; }
  return real(target, directory, path);
}
EXPORT int symlink(const char *target, const char *path) { return symlinkat(target, AT_FDCWD, path); }

static uint32_t modeNow(const char *name) {
  char path[2 * PATH_MAX];
  struct stat known;
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return stat(path, &known) == 0 ? known.st_mode & 07777 : 0;
}
EXPORT int mkdirat(int directory, const char *path, mode_t mode) {
  REAL(mkdirat);
  char buffer[PATH_MAX];
  const char *name = inFolder(directory, path, buffer);
  STEP(name, real(directory, path, mode), recordPath(MKDIR, 0, 0, modeNow(name), name));
}
EXPORT int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }
EXPORT int fchmodat(int directory, const char *path, mode_t mode, int flags) {
  REAL(fchmodat);
  char buffer[PATH_MAX];
  const char *name = inFolder(directory, path, buffer);
  STEP(name, real(directory, path, mode, flags), recordPath(MODE, 0, 0, mode & 07777, name));
}
EXPORT int chmod(const char *path, mode_t mode) { return fchmodat(AT_FDCWD, path, mode, 0); }
EXPORT int fchmod(int fd, mode_t mode) {
  REAL(fchmod);
  STEP(tracked(fd), real(fd, mode), record(MODE, tracked(fd), 0, mode & 07777, NULL, 0, NULL, 0, 0));
}

#define MMAP(name, offset) EXPORT void *name(void *at, size_t size, int protection, int flags, int fd, offset from) { \
  REAL(name); \
  if (tracked(fd) && protection & PROT_WRITE && flags & MAP_SHARED && !isSharedIndex[fd]) { errno = ENODEV; return MAP_FAILED; } \
  return real(at, size, protection, flags, fd, from); \
}
MMAP(mmap, off_t)
MMAP(mmap64, off64_t)
#define REFUSED(name, offset) EXPORT ssize_t name(int to, int from, offset *at, size_t size) { \
  REAL(name); \
  if (tracked(to)) { errno = EINVAL; return -1; } \
  return real(to, from, at, size); \
}
REFUSED(sendfile, off_t)
REFUSED(sendfile64, off64_t)
EXPORT ssize_t copy_file_range(int from, off64_t *fromAt, int to, off64_t *toAt, size_t size, unsigned flags) {
  REAL(copy_file_range);
  if (tracked(to)) { errno = ENOSYS; return -1; }
  return real(from, fromAt, to, toAt, size, flags);
}
// Node asks the kernel for some things by number.
EXPORT long syscall(long number, ...) {
  REAL(syscall);
  long a[6];
  va_list list;
  va_start(list, number);
  for (int i = 0; i < 6; i++) a[i] = va_arg(list, long);
  va_end(list);
  if (logFd >= 0 && (number == SYS_io_uring_setup || (number == SYS_copy_file_range && tracked((int)a[2])))) {
    errno = ENOSYS;
    return -1;
  }
  if (number == SYS_close) return close((int)a[0]);
  return real(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
