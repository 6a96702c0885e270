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

it("the package's README says of each who mends it, with the status of the project's", () => {
  const rows = (path) => [...read(path).split('<!-- codes -->')[1].split('<!-- /codes -->')[0].matchAll(/^\| `(\w+)` \|(.*)\|$/gm)].map(([, name, rest]) => [name, rest.split('|').map((cell) => cell.trim())])
  const [project, own] = [rows('../../README.md'), rows('../../pkg-template/README.md')]
  assert.deepEqual(own.map(([name, [status]]) => [name, status]), project.map(([name, [, status]]) => [name, status]))
  assert.deepEqual(own.map(([name]) => name), Object.keys(codes))
  for (const [name, [, who, what]] of own) {
    assert.ok(['client', 'agent', 'issuer', 'policy', 'you', 'narrowgate'].includes(who), name)
    assert.ok(what.length > 5, name)
  }
})

function read(path) {
  return readFileSync(new URL(path, import.meta.url), 'utf8')
}
