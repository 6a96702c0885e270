// Every export of every entry is explained where editors show it; functions, and classes or what they do, with an example.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../pkg/', import.meta.url))
const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** By name, what is declared: its comment, its kind, its text. A type and a value may share a name. */
function declared(file) {
  const found = []
  const text = readFileSync(file, 'utf8')
  const pattern = /(\/\*\*(?:(?!\*\/)[^])*\*\/\s*)?^export (?:declare )?(?:abstract )?(function|class|interface|type|const) (\w+)([^\n]*)/gm
  for (const match of text.matchAll(pattern)) {
    const [whole, comment = '', kind, name, rest] = match
    const body = kind === 'class' ? text.slice(match.index, text.indexOf('\n}', match.index + whole.length)) : comment
    found.push({ name, kind, comment, rest, shown: body.includes('@example') })
  }
  const named = /^export (?:type )?\{([^}]*)\}(?: from '([^']+)')?/gm
  for (const [, list, from] of text.matchAll(named)) {
    if (list.trim() === '') continue
    assert.ok(from, `${file}: ${list} has no source`)
    const source = declared(beside(file, from))
    for (const item of list.split(',').map((item) => item.trim().replace(/^type /, '')).filter(Boolean)) {
      const [own, as = own] = item.split(' as ')
      const matching = source.filter(({ name }) => name === own)
      assert.ok(matching.length > 0, `${from} declares no ${own}`)
      found.push(...matching.map((one) => ({ ...one, name: as })))
    }
  }
  for (const [, from] of text.matchAll(/^export (?:type )?\* from '([^']+)'/gm)) found.push(...declared(beside(file, from)))
  return found
}

function beside(file, from) {
  return join(dirname(file), from.replace(/\.js$/, '.d.ts'))
}

/** A constant is called where its type says so. */
function isCalled({ kind, rest }) {
  return kind === 'function' || kind === 'class' || (kind === 'const' && /: (typeof |\(|\w+Constructor)/.test(rest))
}

for (const [entry, { types }] of Object.entries(exports).filter(([, target]) => target.types !== undefined)) {
  describe(entry, () => {
    // The first of several overloads explains them all
    const all = declared(join(root, types)).filter((one, index, all) => one.kind !== 'function' || all.findIndex(({ name }) => name === one.name) === index)

    it('has a comment on every export', () => {
      assert.ok(all.length > 0)
      assert.deepEqual(all.filter(({ comment }) => comment === '').map(({ name }) => name), [])
    })

    it('has an example for every function and class, there or at a method', () => {
      assert.deepEqual(all.filter((one) => isCalled(one) && !one.shown).map(({ name }) => name), [])
    })

    it('exports nothing else at run time', async () => {
      const module = await import(join(root, types.replace(/\.d\.ts$/, '.js')))
      const names = new Set(all.map(({ name }) => name))
      assert.deepEqual(Object.keys(module).filter((name) => !names.has(name)), [])
    })
  })
}
