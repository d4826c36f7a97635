/*
 * What is typed and has not reached the server yet lies in this browser, encrypted. The key comes from
 * the server, to the signed-in person alone, and stays in this page's memory: whoever signs in here
 * next has another one, and finds nothing.
 */
(function () {
  "use strict";

  const config = document.getElementById("drafts");
  const subtle = window.crypto && window.crypto.subtle;
  const encoder = new TextEncoder();
  const tab = ownTab();
  let tag = "";
  let token = "";
  let keys = [];
  let opening = null;
  let closed = false;

  /* Two tabs that are offline at once keep two texts. */
  function ownTab() {
    try {
      const known = sessionStorage.getItem("draft-tab") || Math.random().toString(36).slice(2, 10);
      sessionStorage.setItem("draft-tab", known);
      return known;
    } catch (error) {
      return "page";
    }
  }

  function bytesOf(digits) {
    return Uint8Array.from(digits.match(/../g), function (pair) {
      return parseInt(pair, 16);
    });
  }

  function base64Of(bytes) {
    return btoa(Array.from(bytes, function (byte) {
      return String.fromCharCode(byte);
    }).join(""));
  }

  async function imported(pair) {
    const hmac = { name: "HMAC", hash: "SHA-256" };
    return {
      text: await subtle.importKey("raw", bytesOf(pair.text), "AES-GCM", false, ["encrypt", "decrypt"]),
      name: await subtle.importKey("raw", bytesOf(pair.name), hmac, false, ["sign"]),
    };
  }

  /* Ask for the keys; resolves to what the server said, or to null where it cannot be asked. */
  async function fetchKeys() {
    const answer = await fetch(config.dataset.keyUrl, { headers: { "X-Automatic": "1" } });
    if (!answer.ok) {
      return null;
    }
    const told = await answer.json();
    /* Somebody else has signed in since this page was made: nothing here is theirs. */
    if (told.author !== config.dataset.author || (tag && told.tag !== tag)) {
      return { other: true };
    }
    tag = told.tag;
    token = told.token;
    if (subtle && !keys.length) {
      keys = await Promise.all(told.keys.map(imported));
    }
    return told;
  }

  function open() {
    opening = opening || fetchKeys().catch(function () {
      opening = null;
      return null;
    });
    return opening;
  }

  async function nameOf(key, place) {
    const digest = await subtle.sign("HMAC", key.name, encoder.encode(place));
    return prefix() + base64Of(new Uint8Array(digest)).slice(0, 22);
  }

  function prefix() {
    return "draft:" + tag + ":";
  }

  function namesFrom(start) {
    return Object.keys(localStorage).filter(function (name) {
      return name.startsWith(start);
    });
  }

  async function decrypted(key, sealed) {
    try {
      const bytes = Uint8Array.from(atob(sealed), function (letter) {
        return letter.charCodeAt(0);
      });
      const plain = await subtle.decrypt(
        { name: "AES-GCM", iv: bytes.slice(0, 12) }, key.text, bytes.slice(12)
      );
      return JSON.parse(new TextDecoder().decode(plain));
    } catch (error) {
      return null;
    }
  }

  /* Keep this tab's text of a place; false where the browser cannot. */
  async function put(place, record) {
    if (!keys.length || closed) {
      return false;
    }
    try {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const plain = encoder.encode(JSON.stringify(record));
      const sealed = new Uint8Array(await subtle.encrypt({ name: "AES-GCM", iv: iv }, keys[0].text, plain));
      const whole = new Uint8Array(12 + sealed.length);
      whole.set(iv);
      whole.set(sealed, 12);
      const name = (await nameOf(keys[0], place)) + ":" + tab;
      /* Who has signed out meanwhile leaves nothing here. */
      if (closed) {
        return false;
      }
      localStorage.setItem(name, base64Of(whole));
      return true;
    } catch (error) {
      return false;
    }
  }

  /* Every text of a place that is here, the latest first. */
  async function get(place) {
    const found = [];
    for (const key of keys) {
      for (const name of namesFrom((await nameOf(key, place)) + ":")) {
        const record = await decrypted(key, localStorage.getItem(name));
        if (record) {
          found.push(record);
        }
      }
    }
    return found.sort(function (one, other) {
      return other.at - one.at;
    });
  }

  /* Take away this tab's text of a place, or with *all* every tab's. */
  async function remove(place, all) {
    for (const key of keys) {
      const start = (await nameOf(key, place)) + ":";
      namesFrom(all ? start : start + tab).forEach(function (name) {
        localStorage.removeItem(name);
      });
    }
  }

  async function post(url, body, more) {
    const answer = await fetch(url, Object.assign({
      method: "POST",
      headers: Object.assign({ "Content-Type": "application/json", "X-CSRFToken": token }, more.headers),
      body: JSON.stringify(body),
      redirect: "error",
    }, more.fetch));
    if (answer.status === 403 && !more.again) {
      /* Signed in again in another tab: the same person's forms here get the new token. */
      if (await renewToken()) {
        return post(url, body, Object.assign({ again: true }, more));
      }
    }
    return answer;
  }

  async function renewToken() {
    const told = await fetchKeys();
    if (!told || told.other) {
      return false;
    }
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach(function (field) {
      field.value = token;
    });
    return true;
  }

  window.draftStore = {
    post: post,
    open: open,
    renew: fetchKeys,
    put: put,
    get: get,
    remove: remove,
    tag: function () {
      return tag;
    },
    count: function () {
      return tag ? namesFrom(prefix()).length : 0;
    },
    clear: function () {
      closed = true;
      if (tag) {
        namesFrom(prefix()).forEach(function (name) {
          localStorage.removeItem(name);
        });
      }
    },
  };
})();
