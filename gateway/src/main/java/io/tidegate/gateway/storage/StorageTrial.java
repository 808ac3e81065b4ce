package io.tidegate.gateway.storage;

import io.tidegate.media.Nullable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/// How a place took a small object: written, read and deleted. Immutable.
///
/// @param steps up to the first that failed
public record StorageTrial(List<Step> steps) {
  /// @param name `write`, `read` or `delete`
  /// @param millis how long it took
  /// @param problem null when it went well
  /// @param advice what to do about the problem, empty without
  public record Step(String name, long millis, @Nullable String problem, String advice) {}

  private static final String CONTENT = "tidegate was here\n";

  public StorageTrial {
    steps = List.copyOf(steps);
  }

  public boolean ok() {
    return steps.stream().allMatch(step -> step.problem() == null);
  }

  /// Something that may fail.
  @FunctionalInterface
  private interface Act {
    void run() throws StorageException, InterruptedException, IOException;
  }

  static StorageTrial of(StorageBackend backend) throws InterruptedException {
    ObjectPath path = new ObjectPath("tidegate-test/" + UUID.randomUUID() + ".txt");
    List<Step> steps = new ArrayList<>();
    boolean written = step(steps, "write", () -> write(backend, path));
    if (written) {
      step(steps, "read", () -> read(backend, path));
      step(steps, "delete", () -> delete(backend, path));
    }
    return new StorageTrial(steps);
  }

  private static boolean step(List<Step> steps, String name, Act act) throws InterruptedException {
    long begun = System.nanoTime();
    @Nullable String problem = null;
    String advice = "";
    try {
      act.run();
    } catch (StorageException failure) {
      problem = String.valueOf(failure.getMessage());
      advice = failure.advice();
    } catch (IOException failure) {
      problem = "this machine's own disk: " + failure.getClass().getSimpleName();
      advice = "See whether the folder for temporary files has room.";
    }
    steps.add(new Step(name, (System.nanoTime() - begun) / 1_000_000, problem, advice));
    return problem == null;
  }

  private static void write(StorageBackend backend, ObjectPath path)
      throws StorageException, InterruptedException, IOException {
    Path file = Files.createTempFile("tidegate-storage", ".txt");
    try {
      Files.writeString(file, CONTENT);
      backend.store(path, file, new ShortMemory());
    } finally {
      Files.delete(file);
    }
  }

  private static void read(StorageBackend backend, ObjectPath path)
      throws StorageException, InterruptedException, IOException {
    byte[] wanted = CONTENT.getBytes(StandardCharsets.UTF_8);
    try (StorageBackend.Content content = backend.open(path, 0, wanted.length)) {
      byte[] read = content.stream().readNBytes(wanted.length + 1);
      if (!Arrays.equals(read, wanted)) {
        throw new StorageException(
            StorageException.Kind.CORRUPT, "what was read is not what was written");
      }
    }
  }

  private static void delete(StorageBackend backend, ObjectPath path)
      throws StorageException, InterruptedException {
    backend.delete(path);
    if (backend.find(path).isPresent()) {
      throw new StorageException(
          StorageException.Kind.REFUSED,
          "it was deleted and is still there",
          "See whether what is stored there may be deleted.",
          null);
    }
  }
}
