import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { codes } from '../../pkg/dist/index.js'

it('TypeScript has the codes of src/denial.rs, with category and meaning', () => {
  const rust = read('../../src/denial.rs')
  const rows = [...rust.matchAll(/((?:^ +\/\/\/ .*\n)+) +\w+ = "(\w+)", (\w+), \w+;$/gm)]
  assert.ok(rows.length > 40, `the list in src/denial.rs was not found: ${rows.length} rows`)
  assert.equal(rows.length, [...rust.matchAll(/^ +\w+ = "\w+", /gm)].length, 'every row has a meaning')
  assert.deepEqual(
    Object.entries(codes),
    rows.map(([, , name, category]) => [name, category.toLowerCase()]),
  )
  const typescript = read('../../pkg-template/src/codes.ts')
  for (const [, meaning, name] of rows) {
    const sentence = meaning.trim().split('\n').map((line) => line.trim().slice(4)).join(' ')
    assert.ok(typescript.includes(`  /** ${sentence} */\n  ${name}: `), `${name}: ${sentence}`)
  }
})

it('TypeScript has the categories of src/denial.rs', () => {
  const rust = read('../../src/denial.rs')
  const names = [...rust.matchAll(/Self::\w+ => "([a-z]+)",/g)].map(([, name]) => name)
  const [, union] = /type Category =([^/]+)/.exec(read('../../pkg-template/src/codes.ts'))
  assert.deepEqual([...union.matchAll(/'(\w+)'/g)].map(([, name]) => name), names)
})

function read(path) {
  return readFileSync(new URL(path, import.meta.url), 'utf8')
}
