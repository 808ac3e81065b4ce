package io.tidegate.cluster.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class OwnPagesTest {
  private final OwnPages pages = new OwnPages(3);

  private static List<Row> rows(int count) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(new Row(Integer.toString(i), "here", "0"));
    }
    return rows;
  }

  private static BitSet bits(int... set) {
    BitSet bits = new BitSet();
    for (int bit : set) {
      bits.set(bit);
    }
    return bits;
  }

  @Test
  void whatIsTheSameIsNotToldAgain() {
    assertThat(pages.update(rows(300))).isZero();
    assertThat(pages.take(false)).isEqualTo(bits(0, 1));
    assertThat(pages.update(rows(300))).isZero();
    assertThat(pages.take(true)).isEqualTo(bits());
    pages.allAgain();
    assertThat(pages.take(false)).isEqualTo(bits(0, 1));
  }

  @Test
  void oneThatGoesChangesOnePageAndLeavesRoom() {
    pages.update(rows(600));
    pages.take(true);
    List<Row> fewer = rows(600);
    fewer.remove(10);
    pages.update(fewer);
    assertThat(pages.take(false)).isEqualTo(bits(0));
    assertThat(pages.rows(0)).hasSize(255);
    fewer.add(new Row("new", "here", "0"));
    pages.update(fewer);
    assertThat(pages.take(false)).isEqualTo(bits(0));
    assertThat(pages.size()).isEqualTo(600);
  }

  @Test
  void figuresWaitForTheirTime() {
    pages.update(rows(300));
    pages.take(true);
    List<Row> now = rows(300);
    now.set(299, new Row("299", "here", "1"));
    pages.update(now);
    assertThat(pages.take(false)).isEqualTo(bits());
    assertThat(pages.take(true)).isEqualTo(bits(1));
    assertThat(pages.take(true)).isEqualTo(bits());
    now.set(0, new Row("0", "gone soon", "1"));
    pages.update(now);
    assertThat(pages.take(false)).isEqualTo(bits(0));
  }

  @Test
  void whatHasNoRoomIsCounted() {
    assertThat(pages.update(rows(3 * Page.MAX_ROWS))).isZero();
    assertThat(pages.update(rows(3 * Page.MAX_ROWS + 7))).isEqualTo(7);
    assertThat(pages.update(List.of(new Row("", "", "")))).isEqualTo(1);
    assertThat(pages.size()).isZero();
    assertThat(pages.used()).isEqualTo(bits());
    assertThat(pages.rows(0)).isEmpty();
    assertThat(pages.rows(99)).isEmpty();
  }

  @Test
  void pagesHaveWhatIsThereWhateverComesAndGoes() {
    Random random = new Random(3);
    for (int i = 0; i < 300; i++) {
      Set<Row> there = new HashSet<>();
      for (Row row : rows(700)) {
        if (random.nextBoolean()) {
          there.add(new Row(row.id(), "s" + random.nextInt(2), "f" + random.nextInt(2)));
        }
      }
      assertThat(pages.update(List.copyOf(there))).isZero();
      List<Row> told = new ArrayList<>();
      for (int page = 0; page < 3; page++) {
        assertThat(pages.rows(page)).hasSizeLessThanOrEqualTo(Page.MAX_ROWS);
        told.addAll(pages.rows(page));
      }
      assertThat(told).containsExactlyInAnyOrderElementsOf(there);
    }
  }
}
