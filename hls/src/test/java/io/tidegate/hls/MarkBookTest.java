package io.tidegate.hls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarkBookTest {
  private final MarkBook book = new MarkBook(8);

  @Test
  void aBreakIsMadeOncePerWish() {
    assertThat(book.takeBreakWish(0)).isFalse();
    book.wishBreak(0);
    book.wishBreak(0);
    assertThat(book.takeBreakWish(0)).isTrue();
    assertThat(book.takeBreakWish(0)).isFalse();
  }

  /// Whoever lags wishes for what came already.
  @Test
  void noBreakIsMadeWhereOneCameSince() {
    book.wishBreak(3);
    assertThat(book.takeBreakWish(4)).isFalse();
    assertThat(book.takeBreakWish(3)).as("it is forgotten").isFalse();
  }

  @Test
  void whoLagsDoesNotTakeAwayTheWishOfOthers() {
    book.wishBreak(4);
    book.wishBreak(3);
    assertThat(book.takeBreakWish(4)).isTrue();
  }
}
