package io.tidegate.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.Bytes;
import io.tidegate.media.testing.SeededFuzz;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentStoreTest {
  private static final int CHUNK = ChunkPool.CHUNK_BYTES;

  private final ChunkPool pool = new ChunkPool();
  private final ContentStore store = new ContentStore(pool);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7})
  void keepsContentOfAnyLength(int length) {
    Bytes first = SeededFuzz.bytes(new Random(length), length);
    Bytes second = SeededFuzz.bytes(new Random(length + 1), length);
    Content one = store.store(List.of(first, Bytes.EMPTY, second));
    Content other = store.store(List.of(second));
    assertThat(one.copy()).isEqualTo(Bytes.concat(first, second));
    assertThat(one.length()).isEqualTo(2 * length);
    assertThat(other.copy()).isEqualTo(second);

    one.release();
    other.release();
    store.close();
    assertThat(pool.used()).isZero();
  }

  @Test
  void whatLiesTogetherInAChunkIsGivenBackTogether() {
    Content one = store.store(List.of(Bytes.of(1)));
    Content other = store.store(List.of(Bytes.of(2)));
    store.close();
    one.release();
    assertThat(pool.used()).isEqualTo(1);
    assertThat(other.copy()).isEqualTo(Bytes.of(2));
    other.release();
    assertThat(pool.used()).isZero();
    assertThat(pool.free()).isEqualTo(1);
  }

  @Test
  void goneContentIsNotHeldAgain() {
    Content content = store.store(List.of(Bytes.of(1)));
    assertThat(content.hold()).isTrue();
    content.release();
    content.release();
    assertThat(content.hold()).isFalse();
    assertThatThrownBy(content::release).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theStoreGoesOnAfterItWasClosed() {
    Content content = store.store(List.of(Bytes.of(1)));
    store.close();
    Content later = store.store(List.of(Bytes.of(2)));
    assertThat(content.copy()).isEqualTo(Bytes.of(1));
    assertThat(later.copy()).isEqualTo(Bytes.of(2));
  }

  @Test
  void keepsOnlySoManyFreeChunks() {
    List<Chunk> taken = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      taken.add(pool.take());
    }
    taken.forEach(Chunk::release);
    assertThat(pool.used()).isZero();
    // 64, and an eighth of what is still in use at that moment
    assertThat(pool.free()).isBetween(64, 64 + 1_000 / 8);
  }

  /// Stores, readers and windows of many streams on one pool: what is held never changes, and in
  /// the end all is given back.
  @Test
  void heldContentNeverChanges() {
    SeededFuzz.run(5, 30, this::play);
  }

  private void play(Random random) {
    List<ContentStore> stores =
        List.of(new ContentStore(pool), new ContentStore(pool), new ContentStore(pool));
    List<Held> held = new ArrayList<>();
    for (int step = 0; step < 400; step++) {
      switch (random.nextInt(4)) {
        case 0, 1 -> {
          Bytes bytes = SeededFuzz.bytes(random, random.nextInt(2 * CHUNK));
          int cut = random.nextInt(bytes.length() + 1);
          List<Bytes> pieces = List.of(bytes.slice(0, cut), bytes.slice(cut));
          held.add(new Held(stores.get(random.nextInt(3)).store(pieces), bytes));
        }
        case 2 -> {
          if (!held.isEmpty()) {
            Held again = held.get(random.nextInt(held.size()));
            assertThat(again.content.hold()).isTrue();
            held.add(again);
          }
        }
        default -> {
          if (!held.isEmpty()) {
            Held gone = held.remove(random.nextInt(held.size()));
            assertThat(gone.content.copy()).isEqualTo(gone.expected);
            gone.content.release();
          }
        }
      }
    }
    for (Held one : held) {
      assertThat(one.content.copy()).isEqualTo(one.expected);
      one.content.release();
    }
    stores.forEach(ContentStore::close);
    assertThat(pool.used()).isZero();
  }

  private record Held(Content content, Bytes expected) {}
}
