package io.tidegate.gateway.clip;

import io.tidegate.gateway.clip.ClipException.Kind;
import io.tidegate.gateway.route.ClipName;
import io.tidegate.gateway.storage.SyncedFolders;
import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.transcode.worker.Job;
import io.tidegate.transcode.worker.JobResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All clips: brought in pieces, looked at and made playable one after the other, kept in a folder.
/// Any thread; what touches the disk is done on a thread of its own.
///
/// 1. [#open] finds what is there, and goes on with what was under way;
/// 2. the others; an answer may be a [ClipException];
/// 3. [#close].
public final class Clips implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Clips.class);

  private final ClipOptions options;
  private final Clock clock;
  private final ClipThread thread = new ClipThread();
  private final Workshop workshop;

  /// By name; on the thread alone.
  private final Map<String, Clip> clips = new TreeMap<>();

  /// Uploads that somebody sends to, by clip; on the thread alone.
  private final Map<String, Upload> busy = new HashMap<>();

  /// A copy for others.
  private volatile Map<String, Clip> shown = Map.of();

  private final AtomicLong broughtBytes = new AtomicLong();
  private volatile Consumer<String> observer = _ -> {};

  private Clips(
      ClipOptions options, Function<Job, CompletableFuture<JobResult>> children, Clock clock) {
    this.options = options;
    this.clock = clock;
    this.workshop = new Workshop(this, new ClipWork(children, options));
  }

  /// @param children runs FFmpeg's
  public static Clips open(
      ClipOptions options, Function<Job, CompletableFuture<JobResult>> children, Clock clock) {
    Clips opened = new Clips(options, children, clock);
    opened.thread.later(opened::load);
    return opened;
  }

  /// @param ready is told the name of a clip that can be played from now on; any thread
  public void observe(Consumer<String> ready) {
    observer = ready;
  }

  public ClipOptions options() {
    return options;
  }

  /// By name.
  public List<Clip> all() {
    return List.copyOf(shown.values());
  }

  /// Null for none.
  @Nullable
  public Clip find(String name) {
    return shown.get(name);
  }

  /// Since the start.
  public long broughtBytes() {
    return broughtBytes.get();
  }

  void brought(long bytes) {
    broughtBytes.addAndGet(bytes);
  }

  /// Why nothing can be kept, null while it can.
  @Nullable
  public String problem() {
    return thread.problem();
  }

  /// The file of one that is ready.
  public Path media(Clip clip) {
    return folder(clip).media();
  }

  ClipFolder folder(Clip clip) {
    return new ClipFolder(options.folder().resolve(clip.id()));
  }

  /// Announces a clip, whose bytes are to come.
  public CompletableFuture<Clip> create(Clip.Draft draft) {
    return ask(() -> {
      checkFree(draft.name());
      ClipQuota.check(options, clips.values(), draft.space(), draft.length(), 0);
      Clip clip = Clip.announced(freshId(), draft, now());
      put(clip, true);
      return draft.length() == 0 ? arrived(clip) : clip;
    });
  }

  /// Whose it is is nobody else's business.
  private void checkFree(String name) throws ClipException {
    if (!ClipName.is(name) || clips.containsKey(name)) {
      throw new ClipException(Kind.CONFLICT, "this name is taken");
    }
  }

  /// Somebody sends to a clip from here on, and nobody else may.
  ///
  /// @param offset where he begins; has to be where it ends
  /// @param digest that what he sends has to have, null for any
  /// @param expected by that digest
  public CompletableFuture<Upload> begin(
      String name, long offset, @Nullable MessageDigest digest, Bytes expected) {
    return ask(() -> {
      Clip clip = present(name);
      if (busy.containsKey(clip.id())) {
        throw new ClipException(Kind.LOCKED, "somebody else sends to it");
      }
      if (clip.state() != Clip.State.UPLOADING || clip.offset() != offset) {
        throw new ClipException(
            Kind.CONFLICT, "it is at " + clip.offset() + " of " + clip.length() + " bytes");
      }
      UploadFile file = UploadFile.open(folder(clip));
      Upload upload =
          new Upload(this, clip.id(), name, file, clip.length(), new Upload.Sum(digest, expected));
      busy.put(clip.id(), upload);
      return upload;
    });
  }

  /// Another name for it.
  public CompletableFuture<Clip> rename(String name, String to) {
    return ask(() -> {
      Clip clip = present(name);
      if (!clip.origin().path().isEmpty()) {
        throw new ClipException(Kind.CONFLICT, "it is called after its file");
      }
      checkFree(to);
      Clip renamed = clip.named(to);
      folder(renamed).save(renamed);
      clips.remove(name);
      put(renamed, false);
      observer.accept(to);
      return renamed;
    });
  }

  /// Takes it away, whatever is done with it at the moment.
  public CompletableFuture<Clip> remove(String name) {
    return ask(() -> {
      Clip clip = present(name);
      drop(clip);
      return clip;
    });
  }

  private void drop(Clip clip) throws IOException {
    clips.remove(clip.name());
    show();
    Upload sent = busy.remove(clip.id());
    if (sent != null) {
      sent.cut();
    }
    folder(clip).delete();
  }

  /// Throws away uploads that nothing was added to for too long.
  public CompletableFuture<Integer> expire() {
    return ask(() -> {
      Instant oldest = now().minus(options.uploadTime());
      List<Clip> stale =
          clips.values().stream()
              .filter(clip -> clip.state() == Clip.State.UPLOADING)
              .filter(clip -> clip.changed().isBefore(oldest) && !busy.containsKey(clip.id()))
              .toList();
      for (Clip clip : stale) {
        log.info(
            "clip {}: nothing came for {}, its upload is dropped",
            clip.name(),
            options.uploadTime());
        drop(clip);
      }
      return stale.size();
    });
  }

  /// Takes up a file that a route names by its path; it is read where it is.
  ///
  /// @param modified as its disk says now
  CompletableFuture<Clip> take(String name, Path file, long length, Instant modified) {
    return ask(() -> {
      Clip before = clips.get(name);
      List<Clip> others = clips.values().stream().filter(one -> !one.name().equals(name)).toList();
      ClipQuota.check(options, others, "", length, before == null ? 0 : before.room());
      if (before != null) {
        drop(before);
      }
      Clip clip =
          Clip.imported(freshId(), name, new Clip.Origin(file.toString(), modified), length, now());
      put(clip, true);
      workshop.add(clip);
      return clip;
    });
  }

  /// An upload has more for good; all of it, maybe.
  Clip advanced(Upload upload, long offset) throws IOException {
    Clip clip = clips.get(nameOf(upload.id()));
    if (clip == null) {
      throw new IOException("it was deleted");
    }
    Clip further = clip.arrived(offset, now());
    put(further, false);
    return offset == clip.length() ? arrived(further) : further;
  }

  /// Nobody sends any more.
  void left(Upload upload) {
    busy.remove(upload.id(), upload);
  }

  private Clip arrived(Clip clip) throws IOException {
    Clip whole = clip.in(Clip.State.PROBING, now());
    put(whole, true);
    workshop.add(whole);
    return whole;
  }

  private String nameOf(String id) {
    return clips.values().stream()
        .filter(clip -> clip.id().equals(id))
        .map(Clip::name)
        .findFirst()
        .orElse("");
  }

  /// The clip `id` is not what it was. Any thread; nothing happens to one that is gone.
  ///
  /// @param stored whether it is to survive
  void change(String id, boolean stored, Function<Clip, Clip> how) {
    thread.later(() -> {
      Clip clip = clips.get(nameOf(id));
      if (clip != null) {
        put(how.apply(clip), stored);
      }
      return true;
    });
  }

  /// What was made of it plays from here on. Any thread.
  void finish(String id, Clip.Playable playable) {
    thread.later(() -> {
      Clip clip = clips.get(nameOf(id));
      if (clip != null) {
        ClipFolder folder = folder(clip);
        folder.publish();
        Clip ready = clip.ready(playable, now());
        put(ready, true);
        folder.tidy();
        log.info(
            "clip {} is ready: {} s, {} bytes{}",
            ready.name(),
            playable.durationMs() / 1_000,
            playable.bytes(),
            playable.copied() ? ", copied" : "");
        observer.accept(ready.name());
      }
      return true;
    });
  }

  /// Nothing can be made of it. Any thread.
  void fail(String id, String why) {
    thread.later(() -> {
      Clip clip = clips.get(nameOf(id));
      if (clip != null) {
        log.warn("clip {} cannot be played: {}", clip.name(), why);
        put(clip.failed(why, now()), true);
        folder(clip).tidy();
      }
      return true;
    });
  }

  private void put(Clip clip, boolean stored) throws IOException {
    if (stored) {
      folder(clip).save(clip);
    }
    clips.put(clip.name(), clip);
    show();
  }

  private void show() {
    shown = Map.copyOf(new TreeMap<>(clips));
  }

  private Clip present(String name) throws ClipException {
    Clip clip = clips.get(name);
    if (clip == null) {
      throw new ClipException(Kind.ABSENT, "no clip " + name.replaceAll("\\p{Cntrl}", "?"));
    }
    return clip;
  }

  private boolean load() throws IOException {
    SyncedFolders.make(options.folder());
    Files.setPosixFilePermissions(options.folder(), PosixFilePermissions.fromString("rwx------"));
    List<Path> folders = new ArrayList<>();
    try (Stream<Path> all = Files.list(options.folder())) {
      all.filter(Files::isDirectory).forEach(folders::add);
    }
    for (Path path : folders) {
      try {
        load(new ClipFolder(path));
      } catch (IOException unreadable) {
        log.warn("{} cannot be read, and is left alone: {}", path, unreadable.toString());
      }
    }
    show();
    clips.values().stream()
        .filter(clip -> clip.state() == Clip.State.READY)
        .forEach(clip -> observer.accept(clip.name()));
    return true;
  }

  private void load(ClipFolder folder) throws IOException {
    if (folder.isLeft()) {
      folder.delete();
      return;
    }
    Clip clip = folder.load();
    if (clip == null || clips.containsKey(clip.name())) {
      log.warn("{} holds no clip, and is left alone", folder.path());
      return;
    }
    clips.put(clip.name(), clip);
    switch (clip.state()) {
      case UPLOADING -> {
        if (clip.offset() == clip.length()) {
          arrived(clip);
        }
      }
      case PROBING, NORMALISING -> arrived(clip);
      case READY -> folder.tidy();
      case FAILED -> {}
    }
  }

  private Instant now() {
    return clock.instant();
  }

  private static String freshId() {
    byte[] id = new byte[8];
    ThreadLocalRandom.current().nextBytes(id);
    return HexFormat.of().formatHex(id);
  }

  /// Done on the thread; fails with a [ClipException].
  <T> CompletableFuture<T> ask(Callable<T> task) {
    return thread.ask(task);
  }

  @Override
  public void close() {
    workshop.close();
    thread.close();
  }
}
