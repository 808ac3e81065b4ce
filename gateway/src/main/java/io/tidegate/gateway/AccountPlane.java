package io.tidegate.gateway;

import io.tidegate.gateway.account.Accounts;
import io.tidegate.gateway.account.Journal;
import io.tidegate.gateway.account.Logins;
import io.tidegate.gateway.account.RescueSocket;
import io.tidegate.gateway.account.Setup;
import io.tidegate.gateway.account.TokenBook;
import io.tidegate.gateway.account.UserBook;
import io.tidegate.gateway.store.AccountStore;
import io.tidegate.gateway.web.AccessApi;
import io.tidegate.gateway.web.Guard;
import io.tidegate.gateway.web.MeApi;
import io.tidegate.gateway.web.OpenCalls;
import io.tidegate.gateway.web.TokensApi;
import io.tidegate.gateway.web.UsersApi;
import io.tidegate.media.Nullable;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/// Who is who: users, their sessions and API tokens, and the first administrator's set-up. Any
/// thread.
///
/// 1. [#open], then [#endCalls] and [#mount] with a [#guard] before each router;
/// 2. [#close].
final class AccountPlane implements AutoCloseable {
  private final Accounts accounts;
  private final UserBook users;
  private final OpenCalls openCalls;
  private final Journal journal;
  private final Setup setup;
  private final @Nullable RescueSocket rescue;

  private AccountPlane(AccountStore store, Journal journal, Path folder, String setupCode)
      throws IOException {
    this.accounts = new Accounts(store, Clock.systemUTC(), System::nanoTime);
    this.openCalls = new OpenCalls(accounts);
    this.journal = journal;
    accounts.observe(openCalls::check);
    this.users = new UserBook(accounts, journal);
    this.setup = Setup.open(accounts, users, folder, setupCode);
    this.rescue = RescueSocket.open(folder, users::rescue);
  }

  /// @param journal takes down who changes what
  /// @param setupCode as it is configured, empty for one of our own
  static AccountPlane open(AccountStore store, Journal journal, Path folder, String setupCode)
      throws IOException {
    return new AccountPlane(store, journal, folder, setupCode);
  }

  Accounts accounts() {
    return accounts;
  }

  /// Of the first administrator.
  Setup setup() {
    return setup;
  }

  /// Stands before every router's API.
  Guard guard() {
    return new Guard(accounts, openCalls);
  }

  /// Calls that go on end with the rights of their callers.
  void endCalls(Vertx vertx) {
    vertx.setPeriodic(OpenCalls.EVERY_MS, _ -> openCalls.check());
  }

  void mount(Router router) {
    Logins logins = new Logins(accounts, journal);
    new AccessApi(accounts, users, logins, setup).mount(router);
    new MeApi(accounts, users).mount(router);
    new UsersApi(users).mount(router);
    new TokensApi(accounts, new TokenBook(accounts, journal), Clock.systemUTC()).mount(router);
  }

  @Override
  public void close() {
    RescueSocket open = rescue;
    if (open != null) {
      open.close();
    }
    accounts.close();
  }
}
