package io.tidegate.media.testing;

import io.tidegate.media.Bytes;
import java.util.Arrays;
import java.util.Random;

/// Random tests that can be repeated: the seed is in the failure, `-Dfuzz.seed` sets it,
/// `-Dfuzz.iterations` the number of runs.
public final class SeededFuzz {
  private SeededFuzz() {}

  /// One run; throws when the property does not hold.
  @FunctionalInterface
  public interface Run {
    void run(Random random) throws Exception;
  }

  /// Runs `run` with a seed of its own each time.
  public static void run(long defaultSeed, int defaultIterations, Run run) {
    long firstSeed = Long.getLong("fuzz.seed", defaultSeed);
    int iterations = Integer.getInteger("fuzz.iterations", defaultIterations);
    for (int i = 0; i < iterations; i++) {
      long seed = firstSeed + i;
      try {
        run.run(new Random(seed));
      } catch (Exception | AssertionError failure) {
        throw new AssertionError(
            "repeat with -Dfuzz.seed=" + seed + " -Dfuzz.iterations=1: " + failure, failure);
      }
    }
  }

  /// `length` random bytes.
  public static Bytes bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  /// A copy with one to eight bytes flipped, cut out, doubled or put in.
  public static Bytes mutate(Bytes good, Random random) {
    byte[] bytes = good.toByteArray();
    for (int i = 1 + random.nextInt(8); i > 0 && bytes.length > 0; i--) {
      int at = random.nextInt(bytes.length);
      int count = Math.min(1 + random.nextInt(16), bytes.length - at);
      bytes =
          switch (random.nextInt(5)) {
            case 0 -> replaced(bytes, at, (byte) random.nextInt());
            case 1 -> replaced(bytes, at, random.nextBoolean() ? (byte) 0xFF : 0);
            case 2 -> spliced(bytes, at, count, new byte[0]);
            case 3 -> spliced(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + count));
            default -> spliced(bytes, at, 0, bytes(random, count).toByteArray());
          };
    }
    return Bytes.wrap(bytes);
  }

  private static byte[] replaced(byte[] bytes, int at, byte value) {
    byte[] copy = bytes.clone();
    copy[at] = value;
    return copy;
  }

  private static byte[] spliced(byte[] bytes, int at, int remove, byte[] insert) {
    byte[] out = new byte[bytes.length - remove + insert.length];
    System.arraycopy(bytes, 0, out, 0, at);
    System.arraycopy(insert, 0, out, at, insert.length);
    System.arraycopy(bytes, at + remove, out, at + insert.length, bytes.length - at - remove);
    return out;
  }
}
